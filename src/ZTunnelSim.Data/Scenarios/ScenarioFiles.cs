using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ZTunnelSim.Data;

/// <summary>The files that a scenario is read from: its own, and those that it names.</summary>
/// <param name="Own">The scenario's path.</param>
/// <param name="Named">Each file below the names that it names, with the name in it and the path.</param>
internal sealed record ScenarioFiles(string Own, IReadOnlyList<(string Name, string Path)> Named)
{
    /// <exception cref="InputException">The scenario lies in no file, or a folder that it names can't be read.</exception>
    public static ScenarioFiles Of(Scenario scenario)
    {
        if (scenario.File == InputFile.StandardInput || !File.Exists(scenario.File))
        {
            throw new InputException(
                "a file is expected here, which other machines can read again: write the scenario into one (--save-scenario), and name it.",
                scenario.File);
        }
        string folder = Path.GetDirectoryName(scenario.File) ?? "";
        return new(scenario.File,
        [
            .. scenario.FileNames.Order(StringComparer.Ordinal).SelectMany(name => FileTree.FilesOf(Path.Combine(folder, name))
                .Select(file => (file.Name.Length == 0 ? name : $"{name.TrimEnd('/')}/{file.Name}", file.Path))),
        ]);
    }

    /// <summary>
    /// SHA-256 of what is in the files, unpacked, and of the names that the scenario has for them: the same wherever they lie.
    /// </summary>
    /// <exception cref="InputException">One of them can't be read.</exception>
    public string Hash()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string name, string path) in Named.Prepend(("", Own)))
        {
            byte[] named = Encoding.UTF8.GetBytes(name);
            // With its length before it, no text can pass for the end of another.
            AppendLength(named.Length);
            hash.AppendData(named);
            hash.AppendData(HashOf(path));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void AppendLength(int length)
        {
            byte[] bytes = new byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, length);
            hash.AppendData(bytes);
        }
    }

    private byte[] HashOf(string path)
    {
        try
        {
            using Stream stream = path == Own ? FilesRead.Open(path) : InputFile.Open(path, standardInput: null, onCut: _ => { });
            return SHA256.HashData(stream);
        }
        catch (Exception e) when (InputFile.IsReadFailure(e))
        {
            throw InputFile.ReadFailure(e, path);
        }
    }
}
