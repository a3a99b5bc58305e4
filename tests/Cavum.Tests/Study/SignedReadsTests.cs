using Cavum.Study;
using Cavum.Tests.Imaging;

namespace Cavum.Tests.Study;

public class SignedReadsTests
{
    private static readonly DateTimeOffset At = new(2026, 4, 5, 10, 30, 0, TimeSpan.Zero);

    private static SignedRead Read(string reader, ReadRole role = ReadRole.Blinded, string tumour = "positive", int? hopkins = 4, string comment = "", double? mtv = null) =>
        new("S01-2", reader, role, At, hopkins, 1, 1, "3", "1", "4", tumour, false, mtv, null, comment);

    [Fact]
    public void What_was_signed_is_read_back_word_for_word()
    {
        using var folder = new TempFolder();
        var store = new SignedReads(folder.Path);

        Assert.False(store.Sign(Read("Dr. A, \"first\"", comment: "line, with \"quotes\"", mtv: 12.345678901234567)).IsRefused);

        var read = Assert.Single(store.All().Value);
        Assert.Equal(Read("Dr. A, \"first\"", comment: "line, with \"quotes\"", mtv: 12.345678901234567), read);
        Assert.Equal(4, read.Hopkins);
    }

    [Fact]
    public void Nothing_of_a_blinded_read_is_shown_before_the_second_is_signed()
    {
        using var folder = new TempFolder();
        var store = new SignedReads(folder.Path);
        store.Sign(Read("A"));
        Assert.Empty(ReadingState.Of(store.All().Value, "S01-2").Shown);

        store.Sign(Read("B", tumour: "negative", hopkins: 2));

        var state = ReadingState.Of(store.All().Value, "S01-2");
        Assert.Equal(2, state.Shown.Count);
        Assert.True(state is { Open: true, Differ: true, Adjudication: null });
        Assert.Empty(ReadingState.Of(store.All().Value, "another scan").Blinded);
    }

    [Fact]
    public void The_order_of_reading_is_kept_two_blinded_then_a_third_person()
    {
        using var folder = new TempFolder();
        var store = new SignedReads(folder.Path);
        Assert.True(store.Sign(Read("C", ReadRole.Adjudication)).IsRefused);
        store.Sign(Read("A"));
        Assert.Contains("not changed", Assert.Single(store.Sign(Read(" a ")).Problems).Expected, StringComparison.Ordinal);
        store.Sign(Read("B"));
        Assert.True(store.Sign(Read("C")).IsRefused);
        Assert.Contains("third person", Assert.Single(store.Sign(Read("B", ReadRole.Adjudication)).Problems).Expected, StringComparison.Ordinal);
        Assert.False(store.Sign(Read("C", ReadRole.Adjudication)).IsRefused);
        Assert.True(store.Sign(Read("D", ReadRole.Adjudication)).IsRefused);
        Assert.Equal(3, store.All().Value.Count);
    }

    [Theory]
    [InlineData(",positive,", ",negative,")]
    [InlineData("S01-2,A,", "S01-2,X,")]
    [InlineData(",first", ",other")]
    public void A_row_changed_after_signing_is_noticed(string was, string becomes)
    {
        using var folder = new TempFolder();
        var store = new SignedReads(folder.Path);
        store.Sign(Read("A", comment: "first"));
        store.Sign(Read("B"));
        string path = folder.File(SignedReads.FileName), text = File.ReadAllText(path);
        int at = text.IndexOf(was, StringComparison.Ordinal);
        File.WriteAllText(path, text[..at] + becomes + text[(at + was.Length)..]);

        Assert.Contains("line 3", Assert.Single(store.All().Problems).Place, StringComparison.Ordinal);
        Assert.True(store.Sign(Read("C", ReadRole.Adjudication)).IsRefused);
    }

    [Fact]
    public void Every_score_outside_of_its_scale_is_refused_at_once()
    {
        using var folder = new TempFolder();

        var refused = new SignedReads(folder.Path).Sign(new("S", "", ReadRole.Blinded, At, 0, 6, 9, "5", "x", "7", "maybe", null, null, null, ""));

        Assert.Equal(["reader", "hopkinsPrimary", "hopkinsRightNeck", "hopkinsLeftNeck", "niRadsPrimary", "niRadsNeck", "deauville", "tumourPresent"], refused.Problems.Select(p => p.Place));
        Assert.False(File.Exists(folder.File(SignedReads.FileName)));
    }
}
