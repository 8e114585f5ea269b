using System.Net.Sockets;
using System.Text;

namespace IocOps.Swarm.Tests.EndToEnd;

/// <summary>Stands between a client and an engine, passes everything on, and keeps the first line of each request.</summary>
public sealed class WriteCounter : IAsyncDisposable
{
    private static readonly string[] Verbs = ["GET ", "HEAD ", "POST ", "PUT ", "DELETE "];

    private readonly TemporaryFolder _folder = new();
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly List<string> _requests = [];
    private readonly string _engine;
    private readonly Task _accepting;

    public WriteCounter(string engine)
    {
        _engine = engine.Replace("unix://", "", StringComparison.Ordinal);
        _listener.Bind(new UnixDomainSocketEndPoint(_folder["d.sock"]));
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    public string Endpoint => $"unix://{_folder["d.sock"]}";

    /// <summary>Requests that ask the engine to change something.</summary>
    public IReadOnlyList<string> Writes
    {
        get
        {
            lock (_requests) return [.. _requests.Where(r => !r.StartsWith("GET ", StringComparison.Ordinal) && !r.StartsWith("HEAD ", StringComparison.Ordinal))];
        }
    }

    /// <summary>All requests.</summary>
    public int Count => Requests.Count;

    /// <summary>The first line of each.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_requests) return [.. _requests];
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        _folder.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = PassAsync(await _listener.AcceptAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed of.
        }
    }

    private async Task PassAsync(Socket client)
    {
        using var engine = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using (client)
        {
            await engine.ConnectAsync(new UnixDomainSocketEndPoint(_engine));
            await Task.WhenAny(CopyAsync(client, engine, Note), CopyAsync(engine, client, _ => { }));
        }
    }

    // A client sends the head of a request in one piece, and nothing before the answer to the last one.
    private void Note(ReadOnlyMemory<byte> piece)
    {
        var text = Encoding.ASCII.GetString(piece.Span[..Math.Min(piece.Length, 200)]);
        if (!Verbs.Any(v => text.StartsWith(v, StringComparison.Ordinal))) return;
        lock (_requests) _requests.Add(text.Split('\r')[0]);
    }

    private static async Task CopyAsync(Socket from, Socket to, Action<ReadOnlyMemory<byte>> note)
    {
        var buffer = new byte[65536];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer)) > 0)
            {
                note(buffer.AsMemory(0, read));
                for (var sent = 0; sent < read;) sent += await to.SendAsync(buffer.AsMemory(sent, read - sent));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // One side went away, and so does the other.
        }
    }
}
