using Cavum.Imaging;

namespace Cavum.Tests.Imaging;

/// <summary>Names in free text as people write them, and identity that stands in another place or file than the text.</summary>
public class IdentityWordsTests
{
    private static readonly byte[] Key = [.. Enumerable.Repeat((byte)7, 32)];

    private static DicomFile Slice(Action<DicomDataset> change, string name = "a.dcm")
    {
        var file = Phantom.Read(PetSeriesWriter.WritePet(Phantom.Spheres(Phantom.Grid(slices: 1)), Phantom.Header(), Phantom.Acquisition()).First(), name);
        change(file.Data.With(DicomTags.SpecificCharacterSet, "ISO_IR 192"));
        return Phantom.Read(DicomWriter.Write(file.Data), name);
    }

    private static Deidentification Clean(params DicomFile[] files) => Deidentifier.Run(new("x", files, []), "S1", Key).Value;

    [Theory]
    [InlineData("Li^Na", "neck of Li", true)]
    [InlineData("Li^Na", "FDG-LI", true)]
    [InlineData("Li^Na", "lipid signal", false)]
    [InlineData("Müller^Zoë", "PET Mueller", true)]
    [InlineData("Müller^Zoë", "PET MULLER", true)]
    [InlineData("Mueller^Zoe", "für Zoë Müller", true)]
    [InlineData("Wang^XiaoDong=王^小東", "頸部 王小東", true)]
    [InlineData("Wang^XiaoDong=王^小東", "王", true)]
    [InlineData("Wang^XiaoDong=王^小東", "頸部", false)]
    [InlineData("Nguyễn^Thị Hạnh", "PET NGUYEN", true)]
    [InlineData("Øster^Łucja", "oster", true)]
    [InlineData("O'Brien^Jo", "PET OBrien", true)]
    [InlineData("van der Berg^Anna", "vanderberg neck", true)]
    [InlineData("Xu^Li Ming", "neck, 5 Jun 1987", true)]
    [InlineData("Xu^Li Ming", "June 5th, 1987", true)]
    [InlineData("Xu^Li Ming", "AC 3D may 20 frames", false)]
    public void A_name_is_found_however_it_is_written(string name, string text, bool found)
    {
        var done = Clean(Slice(d => d.With(DicomTags.PatientName, name).With(DicomTags.SeriesDescription, text)));

        Assert.Equal(found ? null : text, Phantom.Read(done.Files[0].Bytes).Data.Text(DicomTags.SeriesDescription));
        Assert.Equal(found, done.Reported.Count > 0);
    }

    [Fact]
    public void Identity_of_another_file_or_a_nested_set_is_looked_for_everywhere()
    {
        var image = Slice(d => d.With(DicomTags.PatientName, "Mustermann^Erika").With(new DicomTag(0x00101002), new DicomDataset().With(DicomTags.PatientId, "ZZ99887")));
        var mask = Slice(d => d.With(DicomTags.PatientName, "").With(DicomTags.SopInstanceUid, "1.2.5").With(DicomTags.SeriesDescription, "Mustermann").With(DicomTags.StudyDescription, "scan ZZ99887"), "b.dcm");

        var done = Clean(image, mask);

        foreach (var file in done.Files)
        {
            string all = System.Text.Encoding.UTF8.GetString(file.Bytes);
            Assert.DoesNotContain("Mustermann", all, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("ZZ99887", all, StringComparison.Ordinal);
        }
        Assert.Equal(2, done.Reported.Count);
    }

    [Fact]
    public void The_subject_of_another_trial_is_replaced_and_a_report_declares_its_cleaning()
    {
        var done = Clean(Slice(d => d.With(new DicomTag(0x00120040), "OTHER-17").With(new DicomTag(0x0040A730), new DicomDataset().With(new DicomTag(0x0040A040), "TEXT"))));
        var data = Phantom.Read(done.Files[0].Bytes).Data;

        Assert.Equal("S1", data.Text(new DicomTag(0x00120040)));
        Assert.Contains("113104", data.Sequence(new DicomTag(0x00120064)).Select(c => c.Text(DicomTags.CodeValue)));
    }
}
