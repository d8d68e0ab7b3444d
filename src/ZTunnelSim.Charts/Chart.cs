using System.Text;
using ScottPlot;

namespace ZTunnelSim.Charts;

/// <summary>A picture of a result, to be saved or taken as PNG or SVG. It knows the size that suits it.</summary>
/// <example><c>sweep.ResetsChart().Save("resets.png");</c></example>
public sealed class Chart
{
    private readonly Func<Plot> _draw;

    internal Chart(Func<Plot> draw, int width, int height) => (_draw, Width, Height) = (draw, width, height);

    /// <summary>The width in pixels that suits it.</summary>
    public int Width { get; }

    /// <summary>The height in pixels that suits it.</summary>
    public int Height { get; }

    /// <summary>Saves it as PNG or SVG, by the file's extension; whole or not at all.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="width">Its width in pixels, at least 100; null: <see cref="Width"/>.</param>
    /// <param name="height">Its height in pixels, at least 100; null: <see cref="Height"/>.</param>
    /// <exception cref="ArgumentException">The extension is neither .png nor .svg.</exception>
    /// <exception cref="IOException">The file can't be written; what was there before is still there.</exception>
    public void Save(string path, int? width = null, int? height = null)
    {
        byte[] content = Path.GetExtension(path) switch
        {
            ".png" => ToPng(width, height),
            ".svg" => Encoding.UTF8.GetBytes(ToSvg(width, height)),
            _ => throw new ArgumentException($"A chart is saved as .png or .svg, not as '{path}'.", nameof(path)),
        };
        AtomicFile.Write(path, stream => stream.Write(content));
    }

    /// <summary>The bytes of a PNG file.</summary>
    /// <param name="width">Its width in pixels, at least 100; null: <see cref="Width"/>.</param>
    /// <param name="height">Its height in pixels, at least 100; null: <see cref="Height"/>.</param>
    public byte[] ToPng(int? width = null, int? height = null) =>
        Render((plot, w, h) => plot.GetImageBytes(w, h, ImageFormat.Png), width, height);

    /// <summary>The text of an SVG file.</summary>
    /// <inheritdoc cref="ToPng"/>
    public string ToSvg(int? width = null, int? height = null) =>
        Render((plot, w, h) => plot.GetSvgXml(w, h), width, height);

    /// <summary>Draws it anew: rendering leaves traces in a plot, and a chart looks the same every time.</summary>
    internal Plot Draw() => _draw();

    private T Render<T>(Func<Plot, int, int, T> render, int? width, int? height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width ?? Width, 100, nameof(width));
        ArgumentOutOfRangeException.ThrowIfLessThan(height ?? Height, 100, nameof(height));
        using Plot plot = Draw();
        return render(plot, width ?? Width, height ?? Height);
    }
}
