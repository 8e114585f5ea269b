using IocOps.Swarm.Docker;

namespace IocOps.Swarm.Consoles;

/// <summary>What a program in a container gave.</summary>
/// <param name="Code">Its exit code.</param>
/// <param name="Output">Lines on its standard output.</param>
/// <param name="Errors">Lines on its standard error.</param>
public sealed record ExecResult(long Code, IReadOnlyList<string> Output, IReadOnlyList<string> Errors);

/// <summary>Runs programs in containers of IOCs.</summary>
/// <param name="engines">Where the containers are.</param>
public sealed class IocExec(NodeEngines engines)
{
    private const int FrameHeader = 8;
    private const int ErrorStream = 2;

    /// <summary>Runs a program to its end.</summary>
    /// <param name="place">In whose container.</param>
    /// <param name="request">What; without a terminal.</param>
    /// <param name="line">Is told each line as it comes, and whether it is of standard error; may be null.</param>
    /// <param name="cancel">Leaves; the program runs on, as Docker has no way to end it.</param>
    /// <exception cref="SwarmException">It could not be started.</exception>
    public async Task<ExecResult> RunAsync(IocPlace place, ExecRequest request, Action<string, bool>? line, CancellationToken cancel)
    {
        var engine = await engines.OfAsync(place.Node, cancel);
        var (id, link) = await engine.ExecAsync(place.Container, request, cancel);
        var (output, errors) = (new List<string>(), new List<string>());
        await using (link)
        {
            var standard = new LogLines(l => Take(LogText.Clean(l), output, false));
            var error = new LogLines(l => Take(LogText.Clean(l), errors, true));
            await foreach (var (stream, bytes) in FramesAsync(link, cancel)) (stream == ErrorStream ? error : standard).Add(bytes);
            standard.End();
            error.End();
        }

        return new ExecResult(await CodeAsync(engine, id, cancel), output, errors);

        void Take(string text, List<string> lines, bool isError)
        {
            lines.Add(text);
            line?.Invoke(text, isError);
        }
    }

    /// <summary>The exit code; the engine writes it down a moment after the end of the output.</summary>
    internal static async Task<long> CodeAsync(IContainers engine, string id, CancellationToken cancel)
    {
        for (var i = 0; i < 50; i++)
        {
            if (await engine.ExecExitCodeAsync(id, cancel) is { } code) return code;
            await Task.Delay(20, cancel);
        }

        throw new SwarmException("The connection to the program ended before the program did; what becomes of it is not known.");
    }

    // Frames of 8 bytes header (the stream, three zeros, the length in big-endian) and data.
    private static async IAsyncEnumerable<(int Stream, byte[] Bytes)> FramesAsync(Stream link, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var header = new byte[FrameHeader];
        while (await link.ReadAtLeastAsync(header, FrameHeader, throwOnEndOfStream: false, cancel) == FrameHeader)
        {
            var bytes = new byte[System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4))];
            await link.ReadExactlyAsync(bytes, cancel);
            yield return (header[0], bytes);
        }
    }
}
