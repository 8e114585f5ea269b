using System.Buffers.Binary;

namespace IocOps.Swarm.Lab.Nodes;

/// <summary>The one binary of the lab image: a busybox that needs no library.</summary>
internal static class StaticBusybox
{
    private const string Package = "busybox-static";
    private const uint Interpreter = 3;

    /// <summary>
    /// Reads the installed one. Where the machine has a busybox that needs libraries, the static one can't be installed beside it: then it
    /// is downloaded and unpacked into a folder of the lab, and nothing is installed.
    /// </summary>
    public static async Task<byte[]> ReadAsync(LabPaths paths, Action<string> say, CancellationToken cancel)
    {
        if (LabPackages.Find("busybox") is { } installed)
        {
            var binary = await File.ReadAllBytesAsync(installed, cancel);
            if (IsStatic(binary)) return binary;
        }

        say($"Downloading {Package} for the lab image: the busybox of this machine needs libraries.");
        var folder = $"{paths.Data}/busybox";
        Folders.MakePrivate(folder);
        var download = await Command.TryAsync("apt-get", ["download", "-q", Package], null, cancel, folder);
        if (!download.Succeeded)
        {
            // The list of packages may be missing or too old.
            await Command.RunAsync("apt-get", ["update", "-q"], cancel);
            await Command.RunAsync("apt-get", ["download", "-q", Package], cancel, folder: folder);
        }

        var archive = Directory.GetFiles(folder, "*.deb").Single();
        await Command.RunAsync("dpkg-deb", ["--extract", archive, folder], cancel);
        var unpacked = Directory.EnumerateFiles(folder, "busybox", SearchOption.AllDirectories)
            .First(f => Path.GetFileName(Path.GetDirectoryName(f)) == "bin");
        return await File.ReadAllBytesAsync(unpacked, cancel);
    }

    /// <summary>An ELF file without a program header for an interpreter (gABI, PT_INTERP) is loaded by the kernel alone.</summary>
    internal static bool IsStatic(ReadOnlySpan<byte> elf)
    {
        if (elf.Length < 64 || elf[0] != 0x7f || elf[4] != 2 || elf[5] != 1) return false;
        var start = (int)BinaryPrimitives.ReadUInt64LittleEndian(elf[32..]);
        int size = BinaryPrimitives.ReadUInt16LittleEndian(elf[54..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(elf[56..]);
        for (var at = start; count > 0; count--, at += size)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(elf[at..]) == Interpreter) return false;
        }

        return true;
    }
}
