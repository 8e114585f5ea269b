using System.Globalization;
using System.Text.RegularExpressions;
using IocOps.Core.Yaml;

namespace IocOps.Core.Pipelines;

/// <summary>
/// Reads <c>iocs/pipelines.yaml</c>. Problems have the codes PIP001 (wrong type), PIP002 (unknown key), PIP003 (missing), PIP004 (not
/// allowed), PIP005 (jobs that do not fit together). Values are as narrow as the places need where templates put them.
/// </summary>
public static partial class PipelineReader
{
    private const int Fit = 5;

    private static readonly string[] Keys = ["forges", "branch", "runner", "image", "manager-runner", "environment", "schedule", "jobs"];
    private static readonly string[] JobKeys = ["when", "needs", "deploys", "on-manager", "history", "script", "always", "report", "keep"];
    private static readonly string[] ForgeNames = ["github", "gitlab", "gitea"];
    private static readonly (int Least, int Most)[] CronRanges = [(0, 59), (0, 23), (1, 31), (1, 12), (0, 7)];
    private static readonly string[] OccasionNames = ["review", "merge", "schedule"];

    /// <summary>Reads the text of the file; null where there are problems.</summary>
    public static PipelinePlan? Read(string text, ICollection<Problem> problems)
    {
        var found = new List<Problem>();
        var plan = YamlText.Parse(PipelinePlan.Path, text, found) is { } root ? Plan(new YamlReader(PipelinePlan.Path, "PIP", found), root) : null;
        foreach (var problem in found) problems.Add(problem);
        return found.Count == 0 ? plan : null;
    }

    private static PipelinePlan? Plan(YamlReader reader, YamlNode root)
    {
        if (reader.Fields(root, "the file", Keys) is not { } fields) return null;
        var jobs = (fields.Require("jobs") is { } node ? reader.Map(node, "jobs") : null)?.Entries.Select(j => Job(reader, j.Key, j.Value)).OfType<PipelineJob>().ToList() ?? [];
        var plan = new PipelinePlan { Forges = [.. Choices<Forge>(reader, fields, "forges", ForgeNames)], Jobs = jobs };
        plan = plan with
        {
            Branch = Word(reader, fields, "branch", plan.Branch),
            Runner = Word(reader, fields, "runner", plan.Runner),
            Image = Word(reader, fields, "image", plan.Image),
            ManagerRunner = Word(reader, fields, "manager-runner", plan.ManagerRunner),
            Environment = Word(reader, fields, "environment", plan.Environment),
            Schedule = Schedule(reader, fields),
        };
        if (plan.Schedule is null && jobs.Any(j => j.When.Contains(Occasion.Schedule)))
            reader.Fail(root, Fit, "a job runs by the clock, and 'schedule' does not say when; write five fields such as \"17 5 * * *\"");
        foreach (var (job, need) in jobs.SelectMany(j => j.Needs.Select(n => (j, n))).Where(p => !jobs.Exists(j => j.Name == p.n) || p.n == p.j.Name))
            reader.Fail(root, Fit, $"the job '{job.Name}' needs '{need}', and there is no other job of that name{Nearest.Hint(need, jobs.Select(j => j.Name))}");
        return plan;
    }

    private static PipelineJob? Job(YamlReader reader, YamlScalar key, YamlNode value)
    {
        if (!JobName().IsMatch(key.Value)) reader.Fail(key, YamlReader.NotAllowed, $"a job can't be called '{key.Value}': small letters, digits and '-', beginning with a letter");
        var what = $"jobs.{key.Value}";
        if (reader.Fields(value, what, JobKeys) is not { } fields) return null;
        var script = Lines(reader, fields, what, "script");
        if (script.Count == 0) reader.Fail(value, YamlReader.Missing, $"{what} needs 'script:' with at least one line");
        return new PipelineJob
        {
            Name = key.Value,
            When = [.. Choices<Occasion>(reader, fields, "when", OccasionNames)],
            Needs = fields["needs"] is { } needs ? reader.Texts(needs, $"{what}.needs") ?? [] : [],
            Deploys = fields["deploys"] is { } deploys && reader.Bool(deploys, $"{what}.deploys") == true,
            OnManager = fields["on-manager"] is { } manager && reader.Bool(manager, $"{what}.on-manager") == true,
            History = fields["history"] is { } history && reader.Bool(history, $"{what}.history") == true,
            Script = script,
            Always = Lines(reader, fields, what, "always"),
            Report = File(reader, fields, what, "report"),
            Keep = File(reader, fields, what, "keep"),
        };
    }

    // A line of a block of text in YAML: it can't end the block, whatever is in it.
    private static List<string> Lines(YamlReader reader, YamlFields fields, string what, string key)
    {
        if (fields[key] is not { } node) return [];
        var lines = node is YamlScalar ? (reader.Text(node, $"{what}.{key}") is { } one ? [one] : []) : reader.Texts(node, $"{what}.{key}") ?? [];
        foreach (var line in lines.Where(l => l.Length == 0 || l.Any(char.IsControl) || l != l.Trim()))
            reader.Fail(node, YamlReader.NotAllowed, $"an entry of {what}.{key} is no line of bash: one line, without spaces around it; this is '{Printable.Line(line)}'");
        return [.. lines];
    }

    private static string? File(YamlReader reader, YamlFields fields, string what, string key)
    {
        if (fields[key] is not { } node || reader.Text(node, $"{what}.{key}") is not { } path) return null;
        if (!Place().IsMatch(path)) reader.Fail(node, YamlReader.NotAllowed, $"{what}.{key} is a path below the repository such as artifacts/review.md; this is '{Printable.Line(path)}'");
        return path;
    }

    private static string Word(YamlReader reader, YamlFields fields, string key, string otherwise)
    {
        if (fields[key] is not { } node || reader.Text(node, key) is not { } word) return otherwise;
        if (!Words().IsMatch(word)) reader.Fail(node, YamlReader.NotAllowed, $"{key} is letters, digits and _ . / : @ -; this is '{Printable.Line(word)}'");
        return word;
    }

    private static string? Schedule(YamlReader reader, YamlFields fields)
    {
        if (fields["schedule"] is not { } node || reader.Text(node, "schedule") is not { } text) return null;
        if (!Cron().IsMatch(text) || !AreInRange(text.Split(' '))) reader.Fail(node, YamlReader.NotAllowed, $"schedule is cron's five fields such as \"17 5 * * *\" (minute, hour, day, month, weekday; UTC); this is '{Printable.Line(text)}'");
        return text;
    }

    // Forges refuse the whole file for a minute 61. What stands behind '/' is a step.
    private static bool AreInRange(string[] fields) => fields.Zip(CronRanges)
        .All(f => f.First.Split(',').Select(p => p.Split('/')[0]).SelectMany(p => p.Split('-')).All(n => !n.All(char.IsAsciiDigit) || (int.TryParse(n, CultureInfo.InvariantCulture, out var number) && number >= f.Second.Least && number <= f.Second.Most)));

    private static IEnumerable<T> Choices<T>(YamlReader reader, YamlFields fields, string key, string[] names)
        where T : struct, Enum
    {
        if (fields.Require(key) is not { } node || reader.List(node, key) is not { } list) yield break;
        if (list.Items.Count == 0) reader.Fail(node, YamlReader.Missing, $"{key} names none of {string.Join(", ", names)}");
        foreach (var item in list.Items)
            if (reader.Choice(item, $"an entry of {key}", names) is { } choice) yield return Enum.Parse<T>(choice, ignoreCase: true);
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9-]*\z")]
    private static partial Regex JobName();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_./:@-]*\z")]
    private static partial Regex Words();

    [GeneratedRegex(@"\A(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9_./-]*\z")]
    private static partial Regex Place();

    [GeneratedRegex(@"\A[0-9*/,-]+( [0-9*/,A-Za-z-]+){4}\z")]
    private static partial Regex Cron();
}
