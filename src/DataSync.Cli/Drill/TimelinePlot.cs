using System.Globalization;
using System.Net;
using System.Text;

namespace DataSync.Cli.Drill;

/// <summary>Draws a drill: a band per region with its health and the requests that it served, and below what was not everywhere yet.</summary>
internal static class TimelinePlot
{
    private const int Width = 960;
    private const int Left = 130;
    private const int Right = 20;
    private const int Top = 64;
    private const int BandHeight = 34;
    private const int BandGap = 12;
    private const int CurveHeight = 110;
    private const int LabelWidth = 150;

    private static readonly (string Kind, string Label)[] Lines =
    [
        (Timeline.Lost, "lost"), (Timeline.Unhealthy, "unhealthy"), (Timeline.ServedElsewhere, "served elsewhere"),
        (Timeline.Healed, "healed"), (Timeline.Healthy, "healthy"), (Timeline.Converged, "converged"),
    ];

    /// <summary>An SVG document.</summary>
    public static string Draw(DrillReport report, Timeline timeline)
    {
        var regions = report.Setup.Regions;
        var bottom = Top + (regions.Count * (BandHeight + BandGap));
        var scale = new Scale(report.StartedAt, report.FinishedAt);
        var svg = new StringBuilder();
        Line(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{bottom + CurveHeight + 60}\" viewBox=\"0 0 {Width} {bottom + CurveHeight + 60}\" font-family=\"sans-serif\" font-size=\"12\">");
        Line(svg, $"<rect width=\"{Width}\" height=\"{bottom + CurveHeight + 60}\" fill=\"#ffffff\"/>");
        foreach (var (region, index) in regions.Select((r, i) => (r, i)))
        {
            Band(svg, region, Top + (index * (BandHeight + BandGap)), scale, timeline);
        }

        Curve(svg, bottom + 14, scale, timeline.Samples);
        Axis(svg, bottom + 14 + CurveHeight, scale);
        Marks(svg, bottom + 14 + CurveHeight, scale, report);
        Line(svg, $"</svg>");
        return svg.ToString();
    }

    // Where a moment is on the x axis.
    private sealed record Scale(DateTimeOffset Start, DateTimeOffset End)
    {
        public double Seconds => Math.Max(1, (End - Start).TotalSeconds);

        public double X(DateTimeOffset at) => Left + (Math.Clamp((at - Start).TotalSeconds / Seconds, 0, 1) * (Width - Left - Right));
    }

    private static void Band(StringBuilder svg, string region, int y, Scale scale, Timeline timeline)
    {
        Line(svg, $"<text x=\"{Left - 10}\" y=\"{y + 21}\" text-anchor=\"end\">{WebUtility.HtmlEncode(region)}</text>");
        var (from, isHealthy) = (scale.Start, true);
        foreach (var change in timeline.Events.Where(e => e.Region == region && e.Kind is Timeline.Healthy or Timeline.Unhealthy))
        {
            Health(svg, scale.X(from), scale.X(change.At), y, isHealthy);
            (from, isHealthy) = (change.At, change.Kind == Timeline.Healthy);
        }

        Health(svg, scale.X(from), scale.X(scale.End), y, isHealthy);
        foreach (var request in timeline.Requests.Where(r => r.Region == region))
        {
            var height = request.IsServed ? 16 : 26;
            Line(svg, $"<rect x=\"{scale.X(request.EndedAt):0.#}\" y=\"{y + ((BandHeight - height) / 2)}\" width=\"1.2\" height=\"{height}\" fill=\"{(request.IsServed ? "#1f6f43" : "#c0202b")}\"/>");
        }
    }

    private static void Health(StringBuilder svg, double from, double to, int y, bool isHealthy) =>
        Line(svg, $"<rect x=\"{from:0.#}\" y=\"{y}\" width=\"{Math.Max(0, to - from):0.#}\" height=\"{BandHeight}\" fill=\"{(isHealthy ? "#d9efe1" : "#f6d5d7")}\"/>");

    private static void Curve(StringBuilder svg, int y, Scale scale, IReadOnlyList<BacklogSample> samples)
    {
        var most = Math.Max(1, samples.Count == 0 ? 1 : samples.Max(s => s.Missing));
        Line(svg, $"<text x=\"{Left - 10}\" y=\"{y + 12}\" text-anchor=\"end\">{most}</text><text x=\"{Left - 10}\" y=\"{y + CurveHeight}\" text-anchor=\"end\">0</text>");
        Line(svg, $"<text x=\"{Left - 10}\" y=\"{y + (CurveHeight / 2) - 4}\" text-anchor=\"end\">copies that</text><text x=\"{Left - 10}\" y=\"{y + (CurveHeight / 2) + 12}\" text-anchor=\"end\">are missing</text>");
        var points = samples.Select(s => string.Create(CultureInfo.InvariantCulture, $"{scale.X(s.At):0.#},{y + CurveHeight - (s.Missing * (double)CurveHeight / most):0.#}"));
        Line(svg, $"<polyline fill=\"none\" stroke=\"#2457a6\" stroke-width=\"1.5\" points=\"{string.Join(' ', points)}\"/>");
    }

    private static void Axis(StringBuilder svg, int y, Scale scale)
    {
        Line(svg, $"<line x1=\"{Left}\" y1=\"{y}\" x2=\"{Width - Right}\" y2=\"{y}\" stroke=\"#444444\"/>");
        double[] steps = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 3600];
        var step = steps.FirstOrDefault(s => scale.Seconds / s <= 12, 7200);
        for (var at = 0.0; at <= scale.Seconds; at += step)
        {
            var x = scale.X(scale.Start.AddSeconds(at));
            Line(svg, $"<line x1=\"{x:0.#}\" y1=\"{y}\" x2=\"{x:0.#}\" y2=\"{y + 5}\" stroke=\"#444444\"/><text x=\"{x:0.#}\" y=\"{y + 20}\" text-anchor=\"middle\">{at:0} s</text>");
        }
    }

    // Labels take turns on three lines, so that moments close to each other can be told apart.
    private static void Marks(StringBuilder svg, int bottom, Scale scale, DrillReport report)
    {
        var shown = Lines.Select(line => (line.Label, Event: report.Events.FirstOrDefault(e => e.Kind == line.Kind && IsMeant(e, report)))).Where(m => m.Event is not null).OrderBy(m => m.Event!.At);
        foreach (var ((label, happened), index) in shown.Select((m, i) => (m, i)))
        {
            var x = scale.X(happened!.At);
            var y = 16 + (index % 3 * 15);
            Line(svg, $"<line x1=\"{x:0.#}\" y1=\"{y + 3}\" x2=\"{x:0.#}\" y2=\"{bottom}\" stroke=\"#777777\" stroke-dasharray=\"3 3\"/>");
            var (side, anchor) = x > Width - LabelWidth ? (-3, "end") : (3, "start");
            Line(svg, $"<text x=\"{x + side:0.#}\" y=\"{y}\" text-anchor=\"{anchor}\">{WebUtility.HtmlEncode(label)} {(happened.At - scale.Start).TotalSeconds:0.0} s</text>");
        }
    }

    private static bool IsMeant(TimelineEvent happened, DrillReport report) => happened.Kind switch
    {
        Timeline.Unhealthy => happened.Region == report.Region && happened.At >= report.LostAt,
        Timeline.Healthy => happened.Region == report.Region && happened.At >= report.HealedAt,
        _ => true,
    };

    private static void Line(StringBuilder svg, FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
