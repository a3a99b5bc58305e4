using Cavum.Analysis;
using Cavum.Report;
using Microsoft.AspNetCore.Components;

namespace Cavum.Web;

/// <summary>What every page has: the study, and sections of the report whose numbers lead to their trace page.</summary>
public abstract class StudyPage : ComponentBase
{
    [Inject]
    public required ServedStudy Study { get; set; }

    /// <summary>The layout shows pages only when there are results.</summary>
    protected StudyResults Results => Study.Results!;

    protected static MarkupString Html(Action<HtmlWriter> write)
    {
        var html = new HtmlWriter(Doors.ToSite());
        write(html);
        return new MarkupString(html.ToString());
    }

    protected static MarkupString Figure(Func<Doors, string> draw) => new(draw(Doors.ToSite()));
}
