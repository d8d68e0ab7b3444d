namespace ZTunnelSim.Data;

/// <summary>The lines skipped for one reason.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Count">How many.</param>
/// <param name="Examples">The first few.</param>
internal sealed record SkippedLines(SkipReason Reason, long Count, IReadOnlyList<SkippedLine> Examples);

/// <summary>One skipped line.</summary>
/// <param name="File">The file, <c>-</c> for standard input.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Detail">What is the matter with it.</param>
/// <param name="Text">Its beginning, with control characters replaced.</param>
internal sealed record SkippedLine(string File, long Line, string Detail, string Text);
