using Cavum.Core;

namespace Cavum.Preclinical;

/// <summary>How the events of a data set are stored: type, width and mask of every parameter, order of bytes.</summary>
internal sealed record FcsLayout(
    IReadOnlyList<FcsParameter> Parameters, ulong[] Masks, FcsByteOrder Order, long? Events, bool Delimited)
{
    /// <summary>Bits of one event; 0 where values are divided by delimiters.</summary>
    internal long RowBits => Delimited ? 0 : Parameters.Sum(p => (long)(p.Type == FcsDataType.Ascii ? 8 * p.Bits : p.Bits));

    internal bool BytesOnly => Parameters.All(p => p.Type != FcsDataType.Integer || p.Bits % 8 == 0);

    /// <summary>Bytes that <see cref="Events"/> events take.</summary>
    internal long? DataBytes => Events is { } n && !Delimited ? (n * RowBits + 7) / 8 : null;

    private const int MostParameters = 20_000;

    internal static FcsLayout? Read(
        IReadOnlyDictionary<string, string> keywords, string version, long fileBytes, string place, List<Problem> problems)
    {
        int before = problems.Count;
        string Get(string key) => keywords.GetValueOrDefault(key)?.Trim(' ', '\0') ?? "";
        if (Get("$MODE") is not ("" or "L" or "l"))
            problems.Add(new Problem(place + ", $MODE", Get("$MODE"), "L: a list of events (histograms are not read)"));
        FcsDataType? type = TypeOf(Get("$DATATYPE"));
        if (type is null) problems.Add(new Problem(place + ", $DATATYPE", Get("$DATATYPE"), "I, F, D or A"));
        if (FcsNumber.Whole(Get("$PAR")) is not (>= 1 and <= MostParameters and var count))
        {
            problems.Add(new Problem(place + ", $PAR", Get("$PAR"), $"a number of parameters from 1 to {MostParameters}"));
            return null;
        }
        long? events = FcsNumber.Whole(Get("$TOT"));
        if (events is < 0 || (Get("$TOT").Length > 0 && events is null) || events > 64 * fileBytes)
            problems.Add(new Problem(place + ", $TOT", Get("$TOT"), "the number of events"));
        if (problems.Count > before) return null;

        var parameters = new List<FcsParameter>((int)count);
        var masks = new ulong[count];
        bool delimited = false;
        for (int n = 1; n <= count; n++)
        {
            var own = version == "3.2" && Get($"$P{n}DATATYPE") is { Length: > 0 } mixed ? TypeOf(mixed) : type;
            if (own is null) problems.Add(new Problem($"{place}, $P{n}DATATYPE", Get($"$P{n}DATATYPE"), "I, F or D"));
            else
            {
                if (own == FcsDataType.Ascii && Get($"$P{n}B") == "*") delimited = true;
                var parameter = Parameter(n, own.Value, Get, place, problems);
                parameters.Add(parameter);
                masks[n - 1] = Mask(parameter);
            }
            if (problems.Count > before + 100) break; // a file without keywords, not a hundred separate faults
        }
        if (delimited && parameters.Any(p => p.Type != FcsDataType.Ascii))
            problems.Add(new Problem(place + ", $DATATYPE", "A beside others", "delimited ASCII values alone"));
        var order = FcsByteOrder.Read(Get("$BYTEORD"), parameters, place, problems);
        return problems.Count > before ? null : new(parameters, masks, order!, events, delimited);
    }

    private static FcsDataType? TypeOf(string text) => text switch
    {
        "I" or "i" => FcsDataType.Integer,
        "F" or "f" => FcsDataType.Single,
        "D" or "d" => FcsDataType.Double,
        "A" or "a" => FcsDataType.Ascii,
        _ => null,
    };

    private static FcsParameter Parameter(int n, FcsDataType type, Func<string, string> get, string place, List<Problem> problems)
    {
        long bits = get($"$P{n}B") == "*" && type == FcsDataType.Ascii ? 0 : FcsNumber.Whole(get($"$P{n}B")) ?? -1;
        bool good = type switch
        {
            FcsDataType.Single => bits == 32,
            FcsDataType.Double => bits == 64,
            FcsDataType.Integer => bits is >= 1 and <= 64,
            _ => bits is >= 0 and <= 99,
        };
        if (!good)
        {
            string expected = type switch
            {
                FcsDataType.Single => "32 bits, as $DATATYPE F asks",
                FcsDataType.Double => "64 bits, as $DATATYPE D asks",
                FcsDataType.Integer => "1 to 64 bits",
                _ => "* or 1 to 99 characters",
            };
            problems.Add(new Problem($"{place}, $P{n}B", get($"$P{n}B"), expected));
        }
        double? range = FcsNumber.Real(get($"$P{n}R"));
        if (range is null && type == FcsDataType.Integer && get($"$P{n}R").Length > 0)
            problems.Add(new Problem($"{place}, $P{n}R", get($"$P{n}R"), "the range of a parameter"));
        string[] amplification = get($"$P{n}E").Split(',');
        double decades = Math.Max(0, FcsNumber.Real(amplification[0]) ?? 0);
        double offset = amplification.Length > 1 ? FcsNumber.Real(amplification[1]) ?? 0 : 0;
        if (type is FcsDataType.Single or FcsDataType.Double || range is null or <= 0) decades = 0; // floating values are linear
        double gain = FcsNumber.Real(get($"$P{n}G")) is double g and > 0 ? g : 1;
        return new(n, get($"$P{n}N"), get($"$P{n}S"), (int)bits, range ?? 0, decades, offset > 0 ? offset : 1, gain, type);
    }

    /// <summary>All ones up to the power of two at or above $PnR, where that is narrower than the stored width.</summary>
    private static ulong Mask(FcsParameter p)
    {
        if (p.Type != FcsDataType.Integer || p.Range < 1) return ulong.MaxValue;
        for (int bits = 0; bits < Math.Min(p.Bits, 64); bits++)
            if (Math.ScaleB(1, bits) >= p.Range) return (1UL << bits) - 1;
        return ulong.MaxValue;
    }
}

/// <summary>$BYTEORD: for each byte of a word in the order written, its significance from 1.</summary>
internal sealed record FcsByteOrder(bool LittleEndian, int[]? Mixed)
{
    internal static FcsByteOrder? Read(string text, IReadOnlyList<FcsParameter> parameters, string place, List<Problem> problems)
    {
        if (parameters.All(p => p.Type == FcsDataType.Ascii)) return new(true, null);
        string[] parts = text.Split(',');
        int[] order = [.. parts.Select(p => (int)Math.Clamp(FcsNumber.Whole(p) ?? 0, 0, 99))];
        if (!order.Order().SequenceEqual(Enumerable.Range(1, order.Length)) || order.Length > 8)
        {
            problems.Add(new Problem(place + ", $BYTEORD", text, "an order of bytes such as 1,2,3,4 or 4,3,2,1"));
            return null;
        }
        if (order.SequenceEqual(Enumerable.Range(1, order.Length))) return new(true, null);
        if (order.SequenceEqual(Enumerable.Range(1, order.Length).Reverse())) return new(false, null);
        if (parameters.All(p => p.Bits == 8 * order.Length || p.Bits == 8)) return new(false, order);
        problems.Add(new Problem(place + ", $BYTEORD", text, "1,2,… or …,2,1, unless every parameter is as wide as the order is long"));
        return null;
    }
}
