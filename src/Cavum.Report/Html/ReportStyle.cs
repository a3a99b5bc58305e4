namespace Cavum.Report;

/// <summary>The style of the report's page; the figures bring theirs.</summary>
public static class ReportStyle
{
    /// <summary>What the report and the site share: prose, tables, captions, doors.</summary>
    public const string Shared = """
        *{box-sizing:border-box} html{color-scheme:light dark;scroll-behavior:auto}
        body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 var(--sans);font-variant-numeric:tabular-nums}
        p,li,dd{max-width:75ch} h1{font:650 28px/1.2 var(--serif);margin:4px 0 16px;text-wrap:balance} h2{font:650 20px/1.3 var(--sans);margin:48px 0 12px;padding-top:12px;border-top:1px solid var(--line)} h3{font:650 16px/1.4 var(--sans);margin:28px 0 8px}
        a{color:var(--accent)} a.n{color:inherit;text-decoration:underline dotted var(--muted);text-underline-offset:3px;text-decoration-thickness:1px} a.n:hover{text-decoration-style:solid} a.n:focus-visible,button:focus-visible,a:focus-visible,summary:focus-visible,.scroll:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
        .range{white-space:nowrap} .mu,.small{color:var(--muted)} .small{font-size:14px} code{font:13px/1.5 var(--mono);overflow-wrap:anywhere} .rid{display:none}
        figure{margin:16px 0 28px} figcaption{font:14px/1.5 var(--serif);max-width:84ch;margin-top:10px;color:var(--ink)}
        .scroll{overflow-x:auto;margin:12px 0 24px} table{border-collapse:collapse;font-size:14px;line-height:1.35;width:100%} caption{text-align:left;font:14px/1.5 var(--serif);padding-bottom:6px}
        th,td{text-align:left;padding:5px 10px 5px 0;height:32px;border-bottom:1px solid var(--line);vertical-align:top;font-weight:400} thead th{font-weight:650;border-bottom:1px solid var(--ink);vertical-align:bottom} .r{text-align:right;padding:5px 0 5px 10px} .r+:not(.r){padding-left:20px} tbody th{font-weight:650;white-space:nowrap}
        .dense .small{font-size:11px} .dense th,.dense td{height:28px;font-size:12px;padding-top:3px;padding-bottom:3px} tr.total th,tr.total td{border-top:1px solid var(--ink);font-weight:650}
        .verdict{font:650 16px/1.4 var(--sans);margin:0 0 8px} .answer{font:20px/1.5 var(--serif);max-width:66ch;margin:0 0 12px} .lead{font:16px/1.6 var(--serif)}
        details{margin:8px 0} summary{cursor:pointer;font-size:14px} .note{border-left:3px solid var(--line);padding:2px 0 2px 12px;margin:12px 0}
        .pair{display:grid;grid-template-columns:320px 1fr;gap:8px 24px;align-items:start;border-top:1px solid var(--line);padding:16px 0;break-inside:avoid} .pair h3,.pair>p{grid-column:1/-1;margin:0} .pair table{font-size:12px} .pair th,.pair td{height:28px;padding:3px 6px 3px 0} .pair tbody th{white-space:normal} .pair .r{padding:3px 0 3px 6px;white-space:nowrap;font-size:11px} .pair .scroll{margin:0}
        @media (max-width:760px){.pair{grid-template-columns:1fr}}
        @media print{h2,h3{break-after:avoid} figure,tr{break-inside:avoid}}
        """;

    internal const string Css = Shared + """

        main{max-width:808px;margin:0 auto;padding:32px 24px 80px} .study{color:var(--muted);font-size:14px;margin:0} footer{border-top:1px solid var(--line);margin-top:48px;font-size:14px;color:var(--muted)}
        nav{font-size:14px;padding:12px 24px} nav ol{list-style:none;margin:4px 0 0;padding:0;display:flex;flex-wrap:wrap;gap:2px 16px} nav a{color:var(--muted);text-decoration:none} nav a:hover{color:var(--ink);text-decoration:underline}
        @media (min-width:1240px){body{display:grid;grid-template-columns:200px 1fr 200px} nav{position:sticky;top:0;align-self:start;padding:40px 0 0 32px} nav ol{flex-direction:column;gap:6px;margin-top:12px} main{width:100%;grid-column:2}}
        dl{font-size:12px} dt{font:12px/1.5 var(--mono);margin-top:10px;overflow-wrap:anywhere} dd{margin:0 0 0 16px;max-width:none} dt:target{background:var(--combo-soft)}
        #trace{position:fixed;top:0;right:0;bottom:0;width:min(420px,92vw);overflow:auto;background:var(--paper);border-left:1px solid var(--ink);padding:20px 24px;font-size:14px;z-index:2} #trace h2:focus{outline:none} #trace h2{clear:right;border:0;margin:8px 0 4px;padding:0;font-size:16px} #trace h3{font-size:14px;margin:16px 0 4px}
        #trace ul{padding-left:16px;margin:4px 0} #trace li{margin:6px 0} #trace .id,#trace .sha{font-size:12px;color:var(--muted);overflow-wrap:anywhere} #trace .read{color:var(--muted);overflow-wrap:anywhere} #trace .close{float:right} #trace button{font:14px var(--sans);color:var(--ink);background:var(--paper);border:1px solid var(--muted);border-radius:3px;padding:3px 10px;cursor:pointer} #trace button.input{border:0;padding:0;color:var(--accent);text-decoration:underline;font:13px var(--mono);text-align:left;overflow-wrap:anywhere}
        @page{size:A4;margin:16mm 15mm 18mm;@bottom-right{content:counter(page) " / " counter(pages);font:9pt sans-serif}}
        @media print{body{font-size:10pt;display:block} main{max-width:none;padding:0} nav,#trace,details.index,.screen{display:none!important} h1{font-size:20pt} h2{font-size:14pt;margin-top:20pt} h3{break-inside:avoid} footer{margin-top:12pt} .pair,li{break-inside:avoid} figcaption,caption{font-size:9pt} .answer{font-size:13pt} table{font-size:9pt} .scroll{overflow:visible} thead{display:table-header-group} caption,thead{break-after:avoid}
        a.n{text-decoration:none} .rid{display:block;font:6.5pt/1.2 var(--mono);color:var(--muted);font-weight:400} p.rid{margin:-6pt 0 8pt;max-width:none} .lead{font-size:11pt} .small{font-size:9pt} figure.rows{break-inside:auto} svg.fig{break-inside:avoid} details::details-content{content-visibility:visible;display:block} summary{display:none}
        #pet{break-before:page} .pair{grid-template-columns:222px 1fr;padding:8px 0;gap:4px 20px} .pair .r,.pair table{font-size:8pt}}
        """;
}
