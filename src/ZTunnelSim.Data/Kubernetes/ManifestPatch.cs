namespace ZTunnelSim.Data;

/// <summary>A manifest after a change.</summary>
/// <param name="Text">The text; where nothing had to change, it is the one that was given.</param>
/// <param name="Before">What it said.</param>
/// <param name="After">What it says.</param>
/// <param name="ChangedLines">The numbers of the lines of <paramref name="Text"/> that are new or changed, from
/// 1.</param>
internal sealed record ManifestPatch(
    string Text, ZTunnelSettings Before, ZTunnelSettings After, IReadOnlyList<int> ChangedLines);
