using System.Reflection;
using Cavum.Core;

namespace Cavum.Study;

/// <summary>Tables that come with the program.</summary>
public static class ReferenceTables
{
    public const string IcbOnlyArms = "data/reference/icb-only-arms.csv";

    public static byte[] Bytes(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new ArgumentException($"'{name}' does not come with the program.", nameof(name));
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    public static string Hash(string name) => ContentHash.Of(Bytes(name)).Hex;
}
