using Docker.DotNet.Models;
using IocOps.Core.Yaml;

namespace IocOps.Core.Stacks;

/// <summary>The key <c>healthcheck</c> of a service.</summary>
internal static class ServiceHealth
{
    private static readonly string[] Keys = ["disable", "test", "interval", "timeout", "retries", "start_period", "start_interval"];
    private static readonly string[] Durations = ["interval", "timeout", "start_period", "start_interval"];

    public static HealthcheckConfig? Read(YamlFields fields)
    {
        if (fields.Fields("healthcheck", Keys) is not { } health) return null;
        if (health.Truth("disable") == true)
        {
            foreach (var entry in health.Map.Entries.Where(e => e.Key.Value != "disable"))
                health.Reader.Fail(entry.Key, StackCodes.Conflict, $"{health.Path("disable")} is true, so '{entry.Key.Value}' has no effect; remove one of the two");
            return new HealthcheckConfig { Test = ["NONE"] };
        }

        return new HealthcheckConfig
        {
            Test = Test(health),
            Interval = Time(health, "interval"),
            Timeout = Time(health, "timeout"),
            StartPeriod = Time(health, "start_period"),
            StartInterval = Time(health, "start_interval"),
            Retries = health.Whole("retries", 0, int.MaxValue),
        };
    }

    private static List<string>? Test(YamlFields health)
    {
        if (health["test"] is YamlScalar text) return ["CMD-SHELL", text.Value];
        var test = health.Texts("test")?.ToList();
        if (test is { Count: > 0 } && test[0] is not ("NONE" or "CMD" or "CMD-SHELL"))
            health.Fail("test", StackCodes.Syntax, $"{health.Path("test")} must begin with CMD, CMD-SHELL or NONE; this begins with '{test[0]}'. To run a program write '[CMD, {test[0]}, …]'");
        if (test is ["CMD" or "CMD-SHELL"]) health.Fail("test", StackCodes.Syntax, $"{health.Path("test")} names no program after {test[0]}");
        return test is { Count: 0 } ? null : test;
    }

    // The engine refuses what is above 0 and below a millisecond.
    private static TimeSpan? Time(YamlFields health, string key)
    {
        var value = health.Duration(key);
        if (value > TimeSpan.Zero && value < TimeSpan.FromMilliseconds(1))
            health.Fail(key, StackCodes.Syntax, $"{health.Path(key)} must be 0 or at least 1ms");
        return Array.IndexOf(Durations, key) >= 0 ? value : null;
    }
}
