using IocOps.Core.Operations.Pictures;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Workspaces;

namespace IocOps.Swarm.Operations;

/// <summary>A topology in a file, written whole or not at all.</summary>
public sealed class TopologyFile
{
    private readonly string _path;
    private readonly Func<Topology, string> _write;

    /// <param name="path">Absolute; the ending says which form.</param>
    /// <exception cref="SelectionException">There is no such form, or a folder lies there.</exception>
    public TopologyFile(string path)
    {
        _path = path;
        _write = Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".HTML" or ".HTM" => TopologyHtml.Write,
            ".SVG" => TopologySvg.Write,
            _ => throw new SelectionException($"--file {path} is neither .html nor .svg: the ending says what is written."),
        };
        if (Directory.Exists(path)) throw new SelectionException($"--file {path} is a folder; name a file in it.");
    }

    /// <summary>Draws and writes; a file of the same content is not touched.</summary>
    /// <exception cref="IOException">It can't be written; what was there is still there.</exception>
    public void Write(Topology topology) => WholeFile.Write(_path, _write(topology));
}
