namespace Cavum.Tests.Imaging;

public class FeaturesCommandTests
{
    [Fact]
    public void Prints_every_tag_of_the_phantom()
    {
        string root = Shared.Path("data/imaging/ibsi_1_digital_phantom/nifti");
        string image = Path.Combine(root, "image/phantom.nii.gz"), mask = Path.Combine(root, "mask/mask.nii.gz");

        var document = Run.Json("pet", "features", image, "--mask", mask, "--discretise", "none");

        var features = document.GetProperty("features");
        Assert.Equal(File.ReadLines(Shared.Path("oracles/imaging/ibsi/mirp_ibsi_1_dig_phantom.csv")).Skip(1).Select(l => l.Split(';')[2]), features.EnumerateObject().Select(f => f.Name));
        Assert.Equal(2.1486486486486487, features.GetProperty("stat_mean").GetDouble(), 12);
        Assert.Equal(74, document.GetProperty("voxels").GetInt32());
        Assert.Equal("computed", document.GetProperty("status").GetString());

        var bins = Run.Json("pet", "features", image, "--mask", mask, "--discretise", "bins:3");
        Assert.Equal(3, bins.GetProperty("levels").GetInt32());
        Assert.StartsWith("feature", Run.Cavum("pet", "features", image, "--mask", mask).Output, StringComparison.Ordinal);
        Assert.Equal(1, Run.Cavum("pet", "features", image, "--mask", mask, "--region", "9").Exit);
        Assert.Equal(2, Run.Cavum("pet", "features", image, "--mask", mask, "--discretise", "width:0").Exit);
        Assert.Equal(2, Run.Cavum("pet", "features", image).Exit);
        Assert.Equal(1, Run.Cavum("pet", "features", "/nowhere.nii", "--mask", mask).Exit);
    }
}
