using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Cavum.Imaging;

/// <summary>Unique identifiers made from content: 2.25 and a 128-bit number (PS3.5 B.2), so the same content keeps its name.</summary>
public static class DicomUid
{
    public static string FromText(string text)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        return "2.25." + new BigInteger(hash.AsSpan(0, 16), isUnsigned: true, isBigEndian: true);
    }
}
