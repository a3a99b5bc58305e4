using System.Text;

namespace Cavum.Imaging;

/// <summary>Takes a multipart body apart (RFC 2046 §5.1); the parts are bytes, whatever their headers say.</summary>
public static class MultipartParts
{
    /// <returns>The bodies of all parts; none where the boundary does not occur or the last part has no end.</returns>
    public static IReadOnlyList<byte[]> Split(byte[] body, string boundary)
    {
        ArgumentNullException.ThrowIfNull(body);
        byte[] mark = Encoding.ASCII.GetBytes("--" + boundary), between = Encoding.ASCII.GetBytes("\r\n--" + boundary);
        List<byte[]> parts = [];
        int at = body.AsSpan().IndexOf(mark);
        while (at >= 0)
        {
            at += mark.Length;
            if (body.AsSpan(at).StartsWith("--"u8)) return parts;
            int head = body.AsSpan(at).IndexOf("\r\n\r\n"u8);
            if (head < 0) return [];
            int start = at + head + 4, length = body.AsSpan(start).IndexOf(between);
            if (length < 0) return [];
            parts.Add(body.AsSpan(start, length).ToArray());
            at = start + length + 2;
        }
        return [];
    }
}
