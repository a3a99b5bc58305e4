using System.IO.Compression;
using Cavum.Imaging;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace Cavum.Web.Tests;

/// <summary>The site on a real port over a folder without a study, and small scans to give it.</summary>
public sealed class PairSite : WebApplicationFactory<Program>, IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("cavum-pairs-").FullName;

    public string Url { get; private set; } = "";

    public string Folder => folder;

    public ValueTask InitializeAsync()
    {
        UseKestrel(0);
        StartServer();
        Url = ClientOptions.BaseAddress.ToString();
        return ValueTask.CompletedTask;
    }

    /// <summary>A body of uptake 1 with one hot sphere that halves between the scans: one, two, other (another person's) and ct.</summary>
    public byte[] Scan(string name)
    {
        var grid = ImageGeometry.Upright(48, 40, 40, new(6, 6, 6), new(-144, -120, -240));
        float[] values = new float[grid.Count];
        for (int i = 0; i < values.Length; i++)
        {
            var p = grid.ToPatient(grid.VoxelAt(i));
            values[i] = p.DistanceTo(new(60, 0, -60)) < 14 ? (name == "one" ? 12 : 6) : p.X * p.X / (110.0 * 110) + p.Y * p.Y / (80.0 * 80) < 1 ? 1 : 0;
        }
        var header = new SeriesHeader { PatientId = name == "other" ? "SECRET-2" : "SECRET-1", Sex = "M", WeightKg = 70, HeightM = 1.7, SeriesDescription = name, Start = name == "one" ? new(2025, 1, 2, 10, 0, 0) : new(2025, 4, 8, 10, 0, 0) };
        using var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            int n = 0;
            foreach (byte[] slice in name == "ct" ? PetSeriesWriter.WriteCt(new(grid, values), header) : PetSeriesWriter.WritePet(new(grid, values), header, new(3.5e8, TimeSpan.FromMinutes(60))))
            {
                using var entry = archive.CreateEntry($"{n++:000}.dcm", CompressionLevel.Fastest).Open();
                entry.Write(slice);
            }
        }
        return memory.ToArray();
    }

    /// <summary>The path of a scan on the disk.</summary>
    public string Kept(string name)
    {
        string path = Path.Combine(folder, name + ".zip");
        File.WriteAllBytes(path, Scan(name));
        return path;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder) => builder.UseSetting("data", folder).UseSetting("port", "0");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
