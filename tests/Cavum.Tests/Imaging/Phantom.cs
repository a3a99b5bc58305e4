using Cavum.Imaging;

namespace Cavum.Tests.Imaging;

/// <summary>Small images made in memory and series of them on disk.</summary>
internal static class Phantom
{
    public static SeriesHeader Header(string series = "PET") => new()
    {
        PatientId = "PH1",
        PatientName = "Phantom^One",
        Sex = "M",
        WeightKg = 71,
        HeightM = 1.63,
        SeriesDescription = series,
        Start = new(2026, 3, 1, 11, 20, 11),
    };

    public static PetAcquisition Acquisition(PetDialect dialect = PetDialect.Siemens) =>
        new(388_777_472, TimeSpan.FromMinutes(60)) { Dialect = dialect, SlicesPerBed = 4 };

    /// <summary>Background 1 with spheres of given uptake.</summary>
    public static ImageVolume Spheres(ImageGeometry grid, params (Point3 Centre, double RadiusMm, float Suv)[] spheres)
    {
        float[] values = new float[grid.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = 1;
            foreach (var (centre, radius, suv) in spheres)
                if (grid.ToPatient(grid.VoxelAt(i)).DistanceTo(centre) <= radius) values[i] = suv;
        }
        return new(grid, values);
    }

    public static ImageGeometry Grid(int columns = 24, int rows = 20, int slices = 12) =>
        ImageGeometry.Upright(columns, rows, slices, new(4, 4, 3), new(-50, -40, -100));

    /// <summary>Writes files under a new folder that the test deletes.</summary>
    public static TempFolder Write(IEnumerable<byte[]> files)
    {
        var folder = new TempFolder();
        int n = 0;
        foreach (byte[] file in files) File.WriteAllBytes(Path.Combine(folder.Path, $"{n++:000}.dcm"), file);
        return folder;
    }

    public static DicomFile Read(byte[] bytes, string name = "test.dcm") => DicomReader.Read(name, bytes).Value;
}

internal sealed class TempFolder : IDisposable
{
    public TempFolder() => Path = Directory.CreateTempSubdirectory("cavum-imaging-").FullName;

    public string Path { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
