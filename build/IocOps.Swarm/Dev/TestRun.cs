using System.Xml.Linq;

namespace IocOps.Swarm.Dev;

/// <summary>How a run of all tests ended.</summary>
/// <param name="Passed">How many.</param>
/// <param name="Failed">Names of the failed ones.</param>
/// <param name="Skipped">Names of those that did not run, each with the reason.</param>
public sealed record TestResults(int Passed, IReadOnlyList<string> Failed, IReadOnlyList<string> Skipped)
{
    /// <summary>One line, last of the output, for people and for CI.</summary>
    public override string ToString() =>
        $"{Passed} passed, {Failed.Count} failed" + (Skipped.Count > 0 ? $", {Skipped.Count} skipped" : "");
}

/// <summary>Runs the tests of a solution and reads what became of each.</summary>
public static class TestRun
{
    private static readonly XNamespace Trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    /// <summary>Builds and runs them; <paramref name="filter"/> is that of <c>dotnet test</c>, null for all.</summary>
    /// <exception cref="InvalidOperationException">The tests could not be built or started, or there was none to run.</exception>
    public static async Task<TestResults> RunAsync(string root, string results, string? filter, CancellationToken cancel)
    {
        if (Directory.Exists(results)) Directory.Delete(results, recursive: true);
        // One project after the other: labs and two cores are shared. No build node stays behind.
        string[] arguments =
        [
            "test", "IocOps.sln", "-c", "Release", "-m:1", "-nodeReuse:false", "--logger", "trx", "--logger", "console;verbosity=minimal",
            "--results-directory", results, .. filter is null ? Array.Empty<string>() : ["--filter", filter],
        ];
        var exit = await Tool.RunAsync("dotnet", arguments, root, cancel);
        var read = Directory.Exists(results) ? Read(Directory.GetFiles(results, "*.trx")) : new TestResults(0, [], []);
        Require(exit, read, filter);
        return read;
    }

    /// <summary>Refuses results that say nothing about the tests: no failure among none is no success.</summary>
    /// <param name="exit">Exit code of <c>dotnet test</c>: 0 also where no test matches.</param>
    /// <param name="read">What it wrote.</param>
    /// <param name="filter">As given.</param>
    /// <exception cref="InvalidOperationException">The run did not end, or no test matched.</exception>
    internal static void Require(int exit, TestResults read, string? filter)
    {
        if (exit != 0 && read.Failed.Count == 0)
            throw new InvalidOperationException("The tests could not be built or did not run to their end; see above.");
        if (read.Passed + read.Failed.Count + read.Skipped.Count == 0)
            throw new InvalidOperationException(filter is null ? "No test was found." : $"No test matched the filter '{filter}'; none was run.");
    }

    /// <summary>What result files hold.</summary>
    internal static TestResults Read(IEnumerable<string> files)
    {
        var all = files.SelectMany(f => XDocument.Load(f).Descendants(Trx + "UnitTestResult")).ToList();
        return new TestResults(
            all.Count(r => Outcome(r) == "Passed"),
            [.. all.Where(r => Outcome(r) is not ("Passed" or "NotExecuted")).Select(Name).Order(StringComparer.Ordinal)],
            [.. all.Where(r => Outcome(r) == "NotExecuted").Select(r => $"{Name(r)}: {Reason(r)}").Order(StringComparer.Ordinal)]);
    }

    private static string? Outcome(XElement result) => (string?)result.Attribute("outcome");

    private static string Name(XElement result) => (string?)result.Attribute("testName") ?? "?";

    private static string Reason(XElement result) =>
        (result.Descendants(Trx + "Message").FirstOrDefault() ?? result.Descendants(Trx + "StdOut").FirstOrDefault())?.Value.Trim() ?? "no reason given";
}
