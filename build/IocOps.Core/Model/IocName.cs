using IocOps.Core.Model.Reading;

namespace IocOps.Core.Model;

/// <summary>What an IOC, and so its folder, may be called.</summary>
public static class IocName
{
    // The service's name is <stack>_srv-<ioc>; Swarm's limit is DNS's.
    private const int MaxServiceName = 63;

    /// <summary>Why an IOC can't be called so, without advice and full stop; null where it can.</summary>
    /// <param name="name">Of the IOC.</param>
    /// <param name="stack">Of the site, which is part of the service's name.</param>
    public static string? Fault(string name, string stack)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!Shapes.IocName.Pattern.IsMatch(name)) return $"the name {Report.Show(name)} can't be an IOC's name; wanted are {Shapes.IocName.Wanted}";
        if (name == "log") return "an IOC can't be called 'log': its service would be srv-log, the log server's";
        var service = $"{stack}_srv-{name}";
        return service.Length > MaxServiceName
            ? $"the service's name '{service}' would have {service.Length} characters, and Swarm takes {MaxServiceName}; shorten the name by {service.Length - MaxServiceName}"
            : null;
    }
}
