namespace Cavum.Imaging;

/// <summary>A place between skull base and shoulders, against what lies there in every neck.</summary>
/// <param name="Away">mm from the plane that parts the sides.</param>
/// <param name="Below">mm below the brain's lower edge, as its mask with its margin has it.</param>
/// <param name="Depth">0 at the front surface, 1 at the back.</param>
internal readonly record struct NeckPlace(double Away, double Below, double Depth)
{
    /// <summary>Farther from the midline than a tonsil lies, a tilted head's midline may still err; nodes of level II lie deeper, those of level Ib at the jaw's front.</summary>
    private const double TonsilFarMm = 38, TonsilFarDepth = 0.5, TonsilFarLeastDepth = 0.2;

    private const double TonsilOffMm = 28, TonsilsMm = 90, GlandOffMm = 80, GlandsMm = 120, FrontDepth = 0.68;

    public bool Tonsils => Below < TonsilsMm && (Away < TonsilOffMm && Depth < FrontDepth || Away < TonsilFarMm && Depth is > TonsilFarLeastDepth and < TonsilFarDepth);

    /// <summary>Where palatine tonsils and nothing else lie: before the nodes behind the pharynx, above those below the jaw.</summary>
    public bool PalatineTonsils => Away < TonsilOffMm && Below < 58 && Depth is > TonsilFarLeastDepth and < 0.42;

    public bool Glands => Away < GlandOffMm && Below < GlandsMm && Depth < FrontDepth;

    /// <summary>Parotid and submandibular glands themselves, and not only where a gland of an unusual neck may reach.</summary>
    public bool OwnGlands => Parotid || Away < 48 && Depth < 0.45 && Below is > 35 and < 95;

    /// <summary>Masseter and pterygoid muscles, along the branch of the jaw.</summary>
    public bool Chewing => Away is > 20 and < 66 && Below is > -25 and < 56 && Depth < 0.4;

    /// <summary>Beside the branch of the jaw, from the ear down to its angle: nodes are rare there.</summary>
    public bool Parotid => Away is > 40 and < 85 && Below is > -25 and < 46 && Depth < FrontDepth;

    public bool Thyroid => Away < 28 && Below is > 100 and < 185 && Depth < 0.42;

    public bool Front => Depth < 0.55;

    /// <summary>The tongue's base and the vallecula, lower than a nasopharynx.</summary>
    public bool Tongue => Below is > 38 and < 90;

    /// <summary>The vocal cords, side by side.</summary>
    public bool Larynx => Away < 13 && Below is > 92 and < 150 && Front;

    public bool Teeth => Depth < 0.24 && Away < 42 && Below is > 5 and < 50;

    /// <summary>Along the great vessels and behind them, below the glands: nothing there takes up much but nodes and, as strands, muscle.</summary>
    public bool Quiet => Away is > 24 and < 70 && Depth is > 0.4 and < 0.85 && Below is > 46 and < 125;
}
