using ScottPlot;
using SkiaSharp;

namespace ZTunnelSim.Charts;

/// <summary>
/// The DejaVu Sans fonts that this package carries: a machine with nothing but the .NET SDK has no fonts, and charts look the same
/// everywhere.
/// </summary>
internal sealed class EmbeddedFonts : IFontResolver
{
    public const string Name = "DejaVu Sans";

    private static readonly Lock Gate = new();
    private static bool _registered;

    private readonly SKTypeface _regular = Load("DejaVuSans.ttf");
    private readonly SKTypeface _bold = Load("DejaVuSans-Bold.ttf");

    /// <summary>Makes ScottPlot use these fonts.</summary>
    public static void Register()
    {
        lock (Gate)
        {
            if (_registered) return;
            Fonts.FontResolvers.Insert(0, new EmbeddedFonts());
            Fonts.Default = Name;
            _registered = true;
        }
    }

    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
        CreateTypeface(fontName, weight >= FontWeight.SemiBold, slant != FontSlant.Upright);

    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) =>
        fontName == Name ? (bold ? _bold : _regular) : null;

    private static SKTypeface Load(string resource)
    {
        using Stream stream = typeof(EmbeddedFonts).Assembly.GetManifestResourceStream(resource)!;
        return SKTypeface.FromStream(stream);
    }
}
