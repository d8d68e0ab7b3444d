using System.Buffers.Binary;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ZTunnelSim;

/// <summary>
/// What Linux does with files and .NET has no words for: files without a name, two folders that change places in one step, locks of
/// folders, what kind of thing a path names. Elsewhere <see cref="IsHere"/> is false and nothing else may be called.
/// </summary>
internal static class LinuxFiles
{
    private const string Library = "libc";

    private const int AtCurrentFolder = -100, AtSymlinkNoFollow = 0x100, AtSymlinkFollow = 0x400;

    private const int ReadWrite = 2, CloseOnExec = 0x80000, UnnamedBit = 0x400000, AnyMode = 0x1B6;

    private const int ExchangeFlag = 2, NoReplaceFlag = 1, ExclusiveLock = 2, WithoutWaiting = 4;

    private const int StatusBytes = 256, BasicStatus = 0x7FF, WriteAndSearch = 3;

    private const int WouldBlock = 11, NotSupported = 95;

    /// <summary>Whether this is Linux with a C library that has all of it.</summary>
    public static bool IsHere { get; } = OperatingSystem.IsLinux()
        && NativeLibrary.TryLoad(Library, Assembly.GetExecutingAssembly(), searchPath: null, out nint library)
        && ((string[])["statx", "open", "linkat", "renameat2", "flock", "fchown", "chown", "access", "listxattr"])
            .All(name => NativeLibrary.TryGetExport(library, name, out _));

    /// <summary>Machines don't agree on its number.</summary>
    private static int FolderFlag => RuntimeInformation.ProcessArchitecture
        is Architecture.Arm or Architecture.Arm64 or Architecture.Ppc64le ? 0x4000 : 0x10000;

    /// <summary>What a path names; null: nothing, or nothing that this user may know of.</summary>
    public static FileStatus? StatusOf(string path, bool followsLink = true)
    {
        byte[] status = new byte[StatusBytes];
        if (statx(AtCurrentFolder, path, followsLink ? 0 : AtSymlinkNoFollow, BasicStatus, status) != 0) return null;
        ReadOnlySpan<byte> s = status;
        int mode = BinaryPrimitives.ReadUInt16LittleEndian(s[28..]);
        ulong device = BinaryPrimitives.ReadUInt32LittleEndian(s[136..]) | (ulong)BinaryPrimitives.ReadUInt32LittleEndian(s[140..]) << 32;
        return new(
            (FileKind)(mode >> 12), (UnixFileMode)(mode & 0xFFF), $"{device}:{BinaryPrimitives.ReadUInt64LittleEndian(s[32..])}",
            $"{device}", BinaryPrimitives.ReadUInt32LittleEndian(s[20..]), BinaryPrimitives.ReadUInt32LittleEndian(s[24..]));
    }

    /// <summary>
    /// Opens a file that has no name, so that nothing of it is left when the process ends, however it does; null: this file system has none
    /// such, or the folder may not be written.
    /// </summary>
    public static FileStream? CreateUnnamed(string folder)
    {
        int file = open(folder, ReadWrite | CloseOnExec | UnnamedBit | FolderFlag, AnyMode);
        return file < 0 ? null : new FileStream(new SafeFileHandle(file, ownsHandle: true), FileAccess.ReadWrite, bufferSize: 0);
    }

    /// <summary>Gives a file its name; false: it can't have that one.</summary>
    public static bool TryName(FileStream unnamed, string path) =>
        linkat(
            AtCurrentFolder, $"/proc/self/fd/{unnamed.SafeFileHandle.DangerousGetHandle()}", AtCurrentFolder, path,
            AtSymlinkFollow) == 0;

    /// <summary>Gives a file a second name; false: it can't have that one.</summary>
    public static bool TryLink(string file, string path) => linkat(AtCurrentFolder, file, AtCurrentFolder, path, 0) == 0;

    /// <summary>Moves a file within its file system, over what is there; false: it can't.</summary>
    public static bool TryMove(string from, string to) => renameat2(AtCurrentFolder, from, AtCurrentFolder, to, 0) == 0;

    /// <summary>The same where nothing is there.</summary>
    public static bool TryMoveBeside(string from, string to) => renameat2(AtCurrentFolder, from, AtCurrentFolder, to, NoReplaceFlag) == 0;

    /// <summary>Two files or folders change places, in one step; false: they can't, and nothing is changed.</summary>
    public static bool TryExchange(string one, string other) =>
        renameat2(AtCurrentFolder, one, AtCurrentFolder, other, ExchangeFlag) == 0;

    /// <summary>Opens a folder, to lock it; null: it can't be opened.</summary>
    public static SafeFileHandle? OpenFolder(string folder)
    {
        int file = open(folder, CloseOnExec | FolderFlag, 0);
        return file < 0 ? null : new(file, ownsHandle: true);
    }

    /// <summary>Locks it until the handle is closed or the process ends; false: another has it.</summary>
    public static bool TryLock(SafeFileHandle folder) =>
        flock(folder, ExclusiveLock | WithoutWaiting) == 0 || Marshal.GetLastPInvokeError() != WouldBlock;

    /// <summary>Gives a file its owner, where this user may.</summary>
    public static void SetOwner(SafeFileHandle file, FileStatus like) => _ = fchown(file, like.User, like.Group);

    /// <summary>Gives a folder its owner, where this user may, and its mode.</summary>
    public static void SetOwnerAndMode(string folder, FileStatus like)
    {
        _ = chown(folder, like.User, like.Group);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, like.Mode);
    }

    /// <summary>Why the last of these calls could not be done.</summary>
    public static IOException LastError() => new(Marshal.GetLastPInvokeErrorMessage());

    /// <summary>Whether this user may put files into a folder.</summary>
    public static bool MayFill(string folder) => access(folder, WriteAndSearch) == 0;

    /// <summary>Whether more hangs on a folder than its mode: access lists, or what somebody noted on it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="orLabel">Whether the label of a security module counts, which each new folder gets from the one above it.</param>
    public static bool HasMoreThanMode(string folder, bool orLabel)
    {
        byte[] names = new byte[4096];
        long length = listxattr(folder, names, names.Length);
        return length < 0
            ? Marshal.GetLastPInvokeError() != NotSupported
            : Encoding.UTF8.GetString(names, 0, (int)length).Split('\0', StringSplitOptions.RemoveEmptyEntries)
                .Any(name => orLabel || !name.StartsWith("security.", StringComparison.Ordinal));
    }

#pragma warning disable IDE1006, SYSLIB1054, CA2101 // The C library's names, UTF-8 where each says so; generated code would be unsafe.
    [DllImport(Library, SetLastError = true)]
    private static extern int statx(
        int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, [Out] byte[] status);

    [DllImport(Library, SetLastError = true)]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, int mode);

    [DllImport(Library, SetLastError = true)]
    private static extern int linkat(
        int fromFolder, [MarshalAs(UnmanagedType.LPUTF8Str)] string from, int toFolder, [MarshalAs(UnmanagedType.LPUTF8Str)] string to,
        int flags);

    [DllImport(Library, SetLastError = true)]
    private static extern int renameat2(
        int fromFolder, [MarshalAs(UnmanagedType.LPUTF8Str)] string from, int toFolder, [MarshalAs(UnmanagedType.LPUTF8Str)] string to,
        uint flags);

    [DllImport(Library, SetLastError = true)]
    private static extern int flock(SafeFileHandle file, int operation);

    [DllImport(Library, SetLastError = true)]
    private static extern int fchown(SafeFileHandle file, uint user, uint group);

    [DllImport(Library, SetLastError = true)]
    private static extern int chown([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint user, uint group);

    [DllImport(Library, SetLastError = true)]
    private static extern int access([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int rights);

    [DllImport(Library, SetLastError = true)]
    private static extern nint listxattr([MarshalAs(UnmanagedType.LPUTF8Str)] string path, [Out] byte[] names, nint length);
#pragma warning restore IDE1006, SYSLIB1054, CA2101
}

/// <summary>What a path names, by the numbers of <c>st_mode</c>.</summary>
internal enum FileKind
{
    Pipe = 1,
    CharacterDevice = 2,
    Folder = 4,
    BlockDevice = 6,
    Regular = 8,
    Link = 10,
    Socket = 12,
}

/// <summary>What the system knows of a file.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Mode">Who may do what with it.</param>
/// <param name="Identity">The same for two names of one file, and for no other.</param>
/// <param name="Device">The file system that it lies on.</param>
/// <param name="User">Its owner.</param>
/// <param name="Group">Its group.</param>
internal sealed record FileStatus(FileKind Kind, UnixFileMode Mode, string Identity, string Device, uint User, uint Group)
{
    /// <summary>What a path names, links followed; null: nothing.</summary>
    public static FileStatus? Of(string path)
    {
        if (LinuxFiles.IsHere) return LinuxFiles.StatusOf(path);
        if (Directory.Exists(path)) return Elsewhere(path, FileKind.Folder);
        if (!File.Exists(path)) return null;
        // .NET does not tell devices and files apart; where they are kept tells it.
        bool isDevice = path.StartsWith("/dev/", StringComparison.Ordinal) || path.StartsWith(@"\\.\", StringComparison.Ordinal);
        return Elsewhere(path, isDevice ? FileKind.CharacterDevice : FileKind.Regular);
    }

    private static FileStatus Elsewhere(string path, FileKind kind) => new(
        kind, OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path),
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? path.ToUpperInvariant() : path, "", 0, 0);
}
