using System.Diagnostics.CodeAnalysis;

namespace Cavum.Core;

/// <summary>What came of reading or computing from a user's input: a value, or every problem found.</summary>
/// <remarks>Expected badness is a value; only broken code throws. <c>default</c> is not used.</remarks>
public sealed class Outcome<T>
{
    private readonly T? value;

    private Outcome(T? value, IReadOnlyList<Problem> problems)
    {
        this.value = value;
        Problems = problems;
    }

    /// <summary>All problems, in the order of their places; empty exactly when there is a value.</summary>
    public IReadOnlyList<Problem> Problems { get; }

    public bool IsRefused => Problems.Count > 0;

    /// <summary>The value; asking a refused outcome for it is a fault of the program.</summary>
    public T Value => IsRefused
        ? throw new InvalidOperationException("A refused outcome has no value: " + Problems[0])
        : value!;

    public bool TryGet([MaybeNullWhen(false)] out T result)
    {
        result = value;
        return !IsRefused;
    }

    public static Outcome<T> Of(T value) => new(value, []);

    public static Outcome<T> Refused(IEnumerable<Problem> problems)
    {
        Problem[] all = [.. problems];
        if (all.Length == 0) throw new ArgumentException("A refusal names at least one problem.", nameof(problems));
        return new(default, all);
    }

    public static Outcome<T> Refused(Problem problem) => new(default, [problem]);

    public Outcome<TNext> Then<TNext>(Func<T, Outcome<TNext>> next) =>
        IsRefused ? Outcome<TNext>.Refused(Problems) : next(Value);
}
