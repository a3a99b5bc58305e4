using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Tests.Imaging;

public class DicomReaderTests
{
    private static DicomDataset Sample() => new DicomDataset()
        .With(DicomTags.SpecificCharacterSet, "ISO_IR 192").With(DicomTags.SopClassUid, "1.2.840.10008.5.1.4.1.1.128").With(DicomTags.SopInstanceUid, "1.2.3")
        .With(DicomTags.Modality, "PT").With(DicomTags.PatientName, "Müller^Zoë").With(DicomTags.PatientWeight, 71.5).With(DicomTags.Rows, 7)
        .With(DicomTags.RadiopharmaceuticalInformation, new DicomDataset().With(DicomTags.RadionuclideTotalDose, 388777472.0).With(DicomTags.RadionuclideCodeSequence, DicomBuilder.Code("C-111A1", "SRT", "F18")))
        .WithVr(new(0x00090010), "LO", "GEMS_PETD_01").WithVr(new(0x0009100D), "DT", "20260301112011");

    [Fact]
    public void A_written_data_set_reads_back_with_sequences_private_elements_and_names()
    {
        var file = DicomReader.Read("a.dcm", DicomWriter.Write(Sample())).Value;

        Assert.Equal("Müller^Zoë", file.Data.Text(DicomTags.PatientName));
        Assert.Equal(71.5, file.Data.Number(DicomTags.PatientWeight));
        Assert.Equal(7, file.Data.Integer(DicomTags.Rows));
        var dose = file.Data.FirstItem(DicomTags.RadiopharmaceuticalInformation)!;
        Assert.Equal(388777472, dose.Number(DicomTags.RadionuclideTotalDose));
        Assert.Equal("C-111A1", dose.FirstItem(DicomTags.RadionuclideCodeSequence)!.Text(DicomTags.CodeValue));
        Assert.Equal("20260301112011", file.Data.Text(file.Data.PrivateTag(9, 0x0D, "GEMS_PETD")!.Value));
        Assert.Equal(DicomWriter.Write(Sample()), DicomWriter.Write(file.Data));
    }

    [Fact]
    public void A_private_element_is_found_in_the_block_that_its_creator_reserved()
    {
        var data = new DicomDataset().WithVr(new(0x70530010), "LO", "Somebody else").WithVr(new(0x70530011), "LO", "Philips PET Private Group").WithVr(new(0x70531100), "DS", "0.0005").WithVr(new(0x70531000), "DS", "9");

        Assert.Equal(0.0005, data.Number(data.PrivateTag(0x7053, 0x00, "Philips PET")!.Value));
    }

    [Fact]
    public void Deflated_and_implicit_and_big_endian_files_read_as_the_explicit_one()
    {
        byte[] plain = DicomWriter.Write(Sample());
        int metaEnd = 128 + 4 + 12 + BinaryPrimitives.ReadInt32LittleEndian(plain.AsSpan(128 + 4 + 8));
        using var body = new MemoryStream();
        using (var deflate = new DeflateStream(body, CompressionLevel.Fastest, leaveOpen: true)) deflate.Write(plain.AsSpan(metaEnd));

        var deflated = DicomReader.Read("d.dcm", WithSyntax("1.2.840.10008.1.2.1.99", body.ToArray())).Value;
        var implicitFile = DicomReader.Read("i.dcm", WithSyntax("1.2.840.10008.1.2", [0x10, 0, 0x30, 0x10, 4, 0, 0, 0, .. "71.5"u8, 0x28, 0, 0x10, 0, 2, 0, 0, 0, 7, 0])).Value;
        var big = DicomReader.Read("b.dcm", WithSyntax("1.2.840.10008.1.2.2", [0, 0x10, 0x10, 0x30, .. "DS"u8, 0, 4, .. "71.5"u8, 0, 0x28, 0, 0x10, .. "US"u8, 0, 2, 0, 7])).Value;

        Assert.Equal("Müller^Zoë", deflated.Data.Text(DicomTags.PatientName));
        foreach (var file in (DicomFile[])[deflated, implicitFile, big])
        {
            Assert.Equal(71.5, file.Data.Number(DicomTags.PatientWeight));
            Assert.Equal(7, file.Data.Integer(DicomTags.Rows));
        }
    }

    [Theory]
    [InlineData("ISO_IR 100", new byte[] { 0x4D, 0xFC }, "Mü")]
    [InlineData("ISO_IR 144", new byte[] { 0xBB, 0xEE }, "Лю")]
    [InlineData("GB18030", new byte[] { 0xCD, 0xF5 }, "王")]
    [InlineData("\\ISO 2022 IR 87", new byte[] { 0x41, 0x1B, 0x24, 0x42, 0x3B, 0x33, 0x45, 0x44, 0x1B, 0x28, 0x42, 0x5A }, "A山田Z")]
    [InlineData("\\ISO 2022 IR 149", new byte[] { 0x1B, 0x24, 0x29, 0x43, 0xB1, 0xE8 }, "김")]
    public void Texts_read_in_their_character_set(string set, byte[] bytes, string expected)
    {
        var data = new DicomDataset().WithVr(DicomTags.SpecificCharacterSet, "CS", set);
        data.Set(new(DicomTags.PatientName, "PN", bytes));

        Assert.Equal(expected, data.Text(DicomTags.PatientName));
    }

    [Fact]
    public void A_length_beyond_the_end_is_refused_with_tag_and_offset()
    {
        var problem = DicomReader.Read("cut.dcm", DicomWriter.Write(Sample()).AsMemory()[..^6]).Problems.Single();

        Assert.StartsWith("cut.dcm, ", problem.Place, StringComparison.Ordinal);
        Assert.Matches(@"\([0-9A-F]{4},[0-9A-F]{4}\) at byte \d+", problem.Place);
        Assert.EndsWith(" bytes", problem.Read, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_value_representation_is_refused_with_its_bytes()
    {
        byte[] file = WithSyntax("1.2.840.10008.1.2.1", [0x10, 0, 0x30, 0x10, .. "D$"u8, 4, 0, .. "71.5"u8]);

        var problem = DicomReader.Read("vr.dcm", file).Problems.Single();

        Assert.Contains("(0010,1030)", problem.Place, StringComparison.Ordinal);
        Assert.Equal("bytes 44 24 as value representation", problem.Read);
    }

    [Fact]
    public void Sequences_nested_without_end_are_refused()
    {
        byte[] nest = [0x40, 0, 0x30, 0xA7, .. "SQ"u8, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF];
        byte[] file = WithSyntax("1.2.840.10008.1.2.1", [.. Enumerable.Repeat(nest, 5000).SelectMany(b => b)]);

        Assert.Contains("nested more than 64 deep", DicomReader.Read("deep.dcm", file).Problems.Single().Read, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_truncation_of_a_file_is_refused_or_read_and_never_throws()
    {
        byte[] file = PetSeriesWriter.WritePet(Phantom.Spheres(Phantom.Grid(6, 5, 1)), Phantom.Header(), Phantom.Acquisition(PetDialect.Ge)).First();
        for (int length = 0; length < file.Length; length++)
        {
            var outcome = DicomReader.Read("t.dcm", file.AsMemory(0, length));
            if (outcome.IsRefused) Assert.NotEmpty(outcome.Problems[0].Place);
        }
    }

    [Fact]
    public void Mutated_files_are_refused_or_read_and_never_throw()
    {
        byte[] original = PetSeriesWriter.WritePet(Phantom.Spheres(Phantom.Grid(6, 5, 1)), Phantom.Header(), Phantom.Acquisition()).First();
        var random = new SeededRandom(20260301);
        for (int n = 0; n < 4000; n++)
        {
            byte[] file = [.. original];
            for (int k = 1 + random.NextInt(4); k > 0; k--) file[132 + random.NextInt(file.Length - 132)] = (byte)random.NextInt(256);
            if (DicomReader.Read("m.dcm", file).TryGet(out var read)) PetImage.FromSeries([read]);
        }
    }

    private static byte[] WithSyntax(string uid, byte[] body)
    {
        string padded = uid.Length % 2 == 0 ? uid : uid + "\0";
        byte[] meta = [2, 0, 0x10, 0, .. "UI"u8, (byte)padded.Length, 0, .. Encoding.ASCII.GetBytes(padded)];
        return [.. new byte[128], .. "DICM"u8, 2, 0, 0, 0, .. "UL"u8, 4, 0, (byte)meta.Length, 0, 0, 0, .. meta, .. body];
    }
}
