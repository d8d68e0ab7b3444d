using ScottPlot;

namespace ZTunnelSim.Charts;

/// <summary>Saves charts, whole or not at all.</summary>
public static class ChartFile
{
    /// <summary>Saves a chart as PNG or SVG, by the file's extension.</summary>
    /// <param name="plot">The chart.</param>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="width">Its width in pixels, at least 100.</param>
    /// <param name="height">Its height in pixels, at least 100.</param>
    /// <exception cref="ArgumentException">The extension is neither .png nor .svg.</exception>
    /// <exception cref="IOException">The file can't be written; what was there before is still there.</exception>
    public static void Save(Plot plot, string path, int width = 1200, int height = 800)
    {
        ArgumentNullException.ThrowIfNull(plot);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 100);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 100);
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            switch (Path.GetExtension(path))
            {
                case ".png":
                    File.WriteAllBytes(temporary, plot.GetImageBytes(width, height, ImageFormat.Png));
                    break;
                case ".svg":
                    File.WriteAllText(temporary, plot.GetSvgXml(width, height));
                    break;
                default:
                    throw new ArgumentException($"A chart is saved as .png or .svg, not as '{path}'.", nameof(path));
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
