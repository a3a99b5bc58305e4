namespace Cavum.Report;

/// <summary>The one style sheet of all figures: tokens, light and dark, screen and print.</summary>
public static class FigureStyle
{
    /// <summary>Custom properties that the figures and the pages share.</summary>
    public const string Tokens = """
        :root{--ink:#1a1f24;--paper:#fff;--muted:#5b6670;--line:#d5dbe1;--soft:#f2f5f7;--accent:#0b5cad;
        --combo:#d55e00;--combo-text:#a84300;--combo-soft:#fbe3d4;--icb:#0072b2;--icb-text:#00609a;--icb-soft:#dcebf5;
        --la:#009e73;--la-text:#00684c;--rm:#aa4499;--rm-text:#8a3079;--grey:#8a949d;--amber:#e69f00;
        --sans:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans","DejaVu Sans",Arial,sans-serif;
        --serif:"Iowan Old Style","Palatino Linotype",Palatino,"Book Antiqua","Noto Serif","DejaVu Serif",Georgia,serif;
        --mono:ui-monospace,"SF Mono",Consolas,"DejaVu Sans Mono",monospace}
        @media screen and (prefers-color-scheme:dark){:root{--ink:#e9edf1;--paper:#12161a;--muted:#a9b4be;--line:#38424c;--soft:#1b2127;
        --accent:#7db7f0;--combo:#f08a4b;--combo-text:#f5a778;--combo-soft:#4a2a16;--icb:#56b4e9;--icb-text:#7cc6f0;--icb-soft:#16344a;
        --la:#2cc397;--la-text:#4fd3ad;--rm:#cc79a7;--rm-text:#e0a0c4;--grey:#8a949d;--amber:#f0b93a}}
        """;

    /// <summary>Classes used inside the figures; they hang on <c>svg.fig</c>.</summary>
    public const string Css = """
        svg.fig{display:block;width:100%;height:auto;overflow:visible;color:var(--ink);font-family:var(--sans);font-size:12px;font-variant-numeric:tabular-nums}
        .fig text{fill:var(--ink)} .fig .mu{fill:var(--muted)} .fig .sm{font-size:11px} .fig .xs{font-size:10px} .fig .b{font-weight:650} .fig .big{font-size:14px}
        .fig .e{text-anchor:end} .fig .c{text-anchor:middle} .fig .halo{paint-order:stroke;stroke:var(--paper);stroke-width:3px;stroke-linejoin:round}
        .fig text.combo{fill:var(--combo-text)} .fig text.icb{fill:var(--icb-text)} .fig text.la{fill:var(--la-text)} .fig text.rm{fill:var(--rm-text)}
        .fig line,.fig path,.fig rect,.fig circle{vector-effect:non-scaling-stroke}
        .fig .ax{stroke:var(--ink);fill:none} .fig .gr{stroke:var(--line);fill:none} .fig .thin{stroke:var(--muted);fill:none}
        .fig .dash{stroke:var(--muted);stroke-dasharray:4 3;fill:none} .fig .dot{stroke:var(--muted);stroke-dasharray:1.5 2.5;fill:none} .fig .strong{stroke:var(--ink);stroke-width:1.6;fill:none}
        .fig .band1{fill:var(--line);opacity:.75} .fig .band2{fill:var(--line);opacity:.4} .fig .soft{fill:var(--soft)} .fig .paper{fill:var(--paper)} .fig .inkfill{fill:var(--ink)} .fig .greyfill{fill:var(--grey)} .fig .mutedfill{fill:var(--muted)}
        .fig .prior{fill:var(--icb-soft)} .fig .comboSoft{fill:var(--combo-soft)}
        .fig .comboFill{fill:var(--combo);stroke:none} .fig .icbFill{fill:var(--icb);stroke:none} .fig .laFill{fill:var(--la);stroke:none} .fig .rmFill{fill:var(--rm);stroke:none}
        .fig .comboLine{stroke:var(--combo);stroke-width:2;fill:none} .fig .icbLine{stroke:var(--icb);stroke-width:2;fill:none} .fig .laLine{stroke:var(--la);stroke-width:2;fill:none} .fig .rmLine{stroke:var(--rm);stroke-width:2;fill:none}
        .fig .greyFill{fill:var(--grey);stroke:none} .fig .greyLine{stroke:var(--grey);stroke-width:2;fill:none} .fig .greyBand{fill:var(--grey);opacity:.18} .fig .greyOpen{fill:var(--paper);stroke:var(--grey);stroke-width:1.6} .fig .mouse{stroke-width:1;opacity:.75}
        .fig .inkLine{stroke:var(--ink);stroke-width:2;fill:none} .fig .dashed{stroke-dasharray:6 4}
        .fig .comboBand{fill:var(--combo);opacity:.16} .fig .icbBand{fill:var(--icb);opacity:.13} .fig .laBand{fill:var(--la);opacity:.14} .fig .rmBand{fill:var(--rm);opacity:.14}
        .fig .open{fill:var(--paper);stroke:var(--ink);stroke-width:1.4} .fig .comboOpen{fill:var(--paper);stroke:var(--combo);stroke-width:1.6} .fig .icbOpen{fill:var(--paper);stroke:var(--icb);stroke-width:1.6}
        .fig .laOpen{fill:var(--paper);stroke:var(--la);stroke-width:1.6} .fig .rmOpen{fill:var(--paper);stroke:var(--rm);stroke-width:1.6}
        .fig .whisker{stroke:var(--ink);stroke-width:1.2;fill:none} .fig .outline{stroke:var(--combo);stroke-width:1.6;fill:none} .fig .onimage{fill:#111} .fig .amp{fill:none;stroke-width:1;opacity:.75}
        .fig .over{pointer-events:none} .fig .hit{fill:transparent;stroke:none} .fig .hatch{stroke:var(--muted);stroke-width:1;fill:none}
        .fig a.n{cursor:pointer;text-decoration:none} .fig a.n:hover text,.fig a.n:focus text{text-decoration:underline}
        .fig a.n:focus{outline:2px solid var(--accent);outline-offset:2px}
        """;
}
