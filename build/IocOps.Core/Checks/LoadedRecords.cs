using IocOps.Core.Epics;
using IocOps.Core.Model;

namespace IocOps.Core.Checks;

/// <summary>The records of an IOC in the order of loading.</summary>
internal sealed class LoadedRecords(Ioc ioc, StartupScript script)
{
    private readonly List<LoadedRecord> _records = [];
    private readonly Dictionary<string, LoadedRecord> _byName = new(StringComparer.Ordinal);
    private readonly List<Problem> _problems = [];

    public IReadOnlyList<LoadedRecord> All => _records;

    public IReadOnlyList<Problem> Problems => _problems;

    /// <summary>True where the modules of iocStats may bring the record: they name theirs after the IOC.</summary>
    public static bool IsOfStats(Ioc ioc, string name) => (ioc.Modules.StatusIoc || ioc.Modules.StatusOs) && name.StartsWith($"{ioc.Name}:", StringComparison.Ordinal);

    public void Add(DbRecord record, string origin, DatabaseUse use)
    {
        var (name, type) = (Expand(record.Name, use), Expand(record.Type, use));
        var isChange = type is "*" or "#";
        var loaded = new LoadedRecord(ioc.Name, name, isChange ? _byName.GetValueOrDefault(name)?.Type ?? "" : type, origin, record.Place)
        {
            IsChange = isChange,
            TypePlace = record.TypePlace,
            Fields = Values(record.Body.Fields, use),
            Infos = Values(record.Body.Infos, use),
        };
        if (isChange) Require(loaded, name, type == "#" ? "to be taken away" : "to be changed", type == "#" ? Severity.Warning : Severity.Error);
        if (type == "#")
        {
            Delete(name);
            return;
        }

        _records.Add(loaded);
        if (!isChange) _byName.TryAdd(name, loaded);
    }

    public void Add(DbAlias alias, string origin, DatabaseUse use)
    {
        var record = Expand(alias.Record, use);
        var loaded = new LoadedRecord(ioc.Name, Expand(alias.Name, use), _byName.GetValueOrDefault(record)?.Type ?? "", origin, alias.Place) { AliasOf = record };
        Require(loaded, record, "to have another name", Severity.Error);
        _records.Add(loaded);
        _byName.TryAdd(loaded.Name, loaded);
    }

    private void Delete(string name)
    {
        foreach (var gone in _records.Where(r => r.Name == name || r.AliasOf == name)) _byName.Remove(gone.Name);
        _records.RemoveAll(r => r.Name == name || r.AliasOf == name);
    }

    private void Require(LoadedRecord record, string name, string why, Severity severity)
    {
        if (name.Contains('$', StringComparison.Ordinal) || _byName.ContainsKey(name) || MayBeOfImage(name)) return;
        _problems.Add(CheckRule.NoRecord.At(record.File, record.Place, $"no record '{Printable.Line(name)}' {why} was loaded before{Nearest.Hint(name, _byName.Keys)}") with { Severity = severity });
    }

    private bool MayBeOfImage(string name) => script.MayLoadMore || ioc.AsynRecords.Any(r => r.Prefix + r.Suffix == name) || IsOfStats(ioc, name);

    private static string Expand(string text, DatabaseUse use) => MacroText.Expand(text, use.LookUp);

    private static IReadOnlyList<DbValue> Values(IReadOnlyList<DbValue> values, DatabaseUse use) =>
        [.. values.Select(v => v.Text.Contains('$', StringComparison.Ordinal) || v.Name.Contains('$', StringComparison.Ordinal) ? v with { Name = Expand(v.Name, use), Text = Expand(v.Text, use) } : v)];
}
