using Cavum.Imaging;
using Cavum.Simulation;

namespace Cavum.Validation;

/// <summary>Dice against the outlines a reader would draw at 41 and at 50 % of each lesion's maximum; and that of SUV 4 alone against the first.</summary>
internal sealed record DrawnDice(double At41, double At50, double ThresholdAt41);

/// <summary>The outlines that readers draw with a workstation's tool: a part of each lesion's own maximum, held within the lesion's place by the reader's hand.</summary>
/// <remarks>
/// Of a lesion the voxels at or above the part of its maximum that connect (26) with it and lie within <see cref="HandMm"/> of its true edge.
/// A lesion too faint for this to part it from its surroundings is then as large as the hand allows, as a reader's would be.
/// </remarks>
internal static class ReaderOutline
{
    private const double HandMm = 5;

    public static bool[] Union(NeckPhantom phantom, double part)
    {
        bool[] union = new bool[phantom.Suv.Geometry.Count];
        var values = phantom.Suv.Memory;
        foreach (var lesion in phantom.Lesions)
        {
            int maximum = lesion.Mask.Indices().MaxBy(i => values.Span[i]);
            double level = part * values.Span[maximum];
            var hand = Morphology.Dilate(lesion.Mask, HandMm);
            foreach (int i in Connected.From(phantom.Suv.Geometry, maximum, i => hand.Inside[i] && values.Span[i] >= level)) union[i] = true;
        }
        return union;
    }
}
