using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Cavum.Core;

namespace Cavum.Web;

/// <summary>Why a form was refused and what was typed into it, kept for the page that shows it again; a refusal loses nothing but files, which a page cannot fill in.</summary>
public sealed class RefusedForms
{
    private const int Most = 100;

    private static readonly Refusal None = new([], new Dictionary<string, string>());

    private readonly ConcurrentDictionary<string, Refusal> kept = new();
    private readonly ConcurrentQueue<string> order = new();
    private int count;

    private sealed record Refusal(IReadOnlyList<Problem> Problems, IReadOnlyDictionary<string, string> Fields);

    /// <summary>The key under which the page finds it; the hundredth later one takes its place.</summary>
    public string Keep(IReadOnlyList<Problem> problems, IReadOnlyDictionary<string, string>? fields = null)
    {
        string key = Interlocked.Increment(ref count).ToString(CultureInfo.InvariantCulture) + "-" + RandomNumberGenerator.GetHexString(16); // not to be guessed: a read is blinded
        kept[key] = new(problems, fields ?? None.Fields);
        order.Enqueue(key);
        if (order.Count > Most && order.TryDequeue(out string? oldest)) kept.TryRemove(oldest, out _);
        return key;
    }

    public IReadOnlyList<Problem> Problems(string? key) => Of(key).Problems;

    /// <summary>What was typed into a field; empty where nothing was.</summary>
    public string Field(string? key, string name) => Of(key).Fields.GetValueOrDefault(name, "");

    private Refusal Of(string? key) => key is not null && kept.TryGetValue(key, out var found) ? found : None;
}
