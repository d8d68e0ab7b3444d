using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZTunnelSim.Data;

/// <summary>
/// The form of a part's file: JSON Lines in UTF-8. A header, a line for each replication in the order of their numbers, and a last line
/// with the checksum of all before it. Numbers have as many digits as tell them from all others: what is read is what was written, bit for
/// bit.
/// </summary>
internal static class PartFile
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Runs a part of a study and writes its file, whole or not at all.</summary>
    /// <param name="directory">An existing folder.</param>
    /// <param name="header">What it is a part of.</param>
    /// <param name="study">The study's replications.</param>
    /// <param name="progress">Told after each replication; null: nobody is told.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The file's path.</returns>
    /// <exception cref="IOException">It can't be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing was written.</exception>
    public static string Write(
        string directory, PartHeader header, StudyReplications study, IProgress<SweepProgress>? progress,
        CancellationToken cancellationToken)
    {
        string path = Path.Combine(directory, header.FileName);
        AtomicFile.Write(path, stream =>
        {
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            int done = 0, count = header.Part.Count(study.Count);
            Append(header);
            study.RunPart(header.Part, Keep, cancellationToken);
            Append(new PartSeal(Convert.ToHexStringLower(hash.GetCurrentHash())));

            void Keep(int replication, ReplicationRecord record)
            {
                Append(new PartLine(replication, record.Numbers, record.Words));
                progress?.Report(new(++done, count));
            }

            void Append<T>(T line)
            {
                byte[] bytes = [.. JsonSerializer.SerializeToUtf8Bytes(line, Options), (byte)'\n'];
                hash.AppendData(bytes);
                stream.Write(bytes);
            }
        });
        return path;
    }

    /// <summary>Reads a header, and makes sure that the file is whole.</summary>
    /// <exception cref="InputException">It can't be read, or is not what was written.</exception>
    public static PartHeader Check(string path)
    {
        using FileStream stream = Open(path);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using StreamReader reader = new(stream, new UTF8Encoding(false, throwOnInvalidBytes: true));
        PartHeader? header = null;
        string? last = null;
        for (int line = 1; Line(reader, path, line) is { } text; line++)
        {
            if (last is not null) hash.AppendData(Encoding.UTF8.GetBytes(last + "\n"));
            if (line == 1) header = Header(text, path);
            last = text;
        }
        if (header is null) throw new InputException("is empty, and no part of a study.", path);
        PartSeal? end = null;
        try
        {
            end = JsonSerializer.Deserialize<PartSeal>(last!, Options);
        }
        catch (JsonException)
        {
            // Its end is missing.
        }
        if (end is null) throw new InputException("ends before its last line, which has a checksum: run this part again.", path);
        if (end.Sha256 != Convert.ToHexStringLower(hash.GetCurrentHash()))
            throw new InputException("is damaged: its checksum is another. Run this part again.", path);
        return header;
    }

    /// <summary>Reads what stands on a line.</summary>
    /// <exception cref="InputException">It is something else.</exception>
    public static T Read<T>(string? text, string path, int line)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text ?? "", Options) ?? throw new JsonException("nothing stands there");
        }
        catch (JsonException e)
        {
            throw new InputException("is not what a part of a study has here.", path, line, inner: e);
        }
    }

    public static FileStream Open(string path)
    {
        try
        {
            return FilesRead.Open(path);
        }
        catch (Exception e) when (InputFile.IsReadFailure(e))
        {
            throw InputFile.ReadFailure(e, path);
        }
    }

    public static string? Line(StreamReader reader, string path, int line)
    {
        try
        {
            return reader.ReadLine();
        }
        catch (Exception e) when (InputFile.IsReadFailure(e))
        {
            // Bytes that are no UTF-8 are among these.
            throw new InputException($"is damaged: {e.Message.ReplaceLineEndings(" ")}", path, line, inner: e);
        }
    }

    private static PartHeader Header(string text, string path)
    {
        PartHeader header = Read<PartHeader>(text, path, line: 1);
        if (header.Schema != PartHeader.FormName)
            throw new InputException($"has the form {header.Schema}, and not {PartHeader.FormName}.", path, line: 1);
        if (!Shard.TryParse($"{header.Part}", out _) || header.Replications < 1 || header.Options.Any(option => option is null))
            throw new InputException("is not what a part of a study has here.", path, line: 1);
        return header;
    }
}
