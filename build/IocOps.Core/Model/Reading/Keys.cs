namespace IocOps.Core.Model.Reading;

/// <summary>The keys that one kind of mapping may have; the schemas in templates/ are tested against these.</summary>
/// <param name="Name">What messages and tests call the mapping.</param>
/// <param name="All">In the order of the documentation.</param>
internal sealed record KeySet(string Name, params IReadOnlyList<string> All);

/// <summary>Every key of site.yaml and ioc.yaml.</summary>
internal static class Keys
{
    public static readonly KeySet Site = new(
        "site.yaml", "stack", "registry", "base-image", "layout", "mount", "log-folder", "log-server", "layouts", "defaults");

    public static readonly KeySet Layout = new(
        "layouts.NAME", "like", "interpreter", "boot-folder", "top", "dbd", "registrar", "run-folder", "log-folder", "status-ioc-db",
        "status-os-db", "asyn-record-db", "caget", "ioc-log-server", "system");

    public static readonly KeySet Defaults = new(
        "defaults", "image", "bin", "host", "modules", "caputlog-json", "environment", "report", "delivery", "save-folder", "health", "deploy");

    public static readonly KeySet HealthDefaults = new("defaults.health", "interval", "timeout", "retries", "start-period");

    public static readonly KeySet Ioc = new(
        "ioc.yaml", "description", "host", "image", "bin", "layout", "modules", "caputlog-json", "environment", "databases", "ports",
        "asyn-records", "protocols", "commands", "files", "report", "delivery", "save-folder", "health", "deploy", "allow");

    public static readonly KeySet Database = new("databases", "file", "macros");

    // One set for all types of port, so that 'baud' on a TCP port gets a message of its own.
    public static readonly KeySet Port = new(
        "ports", "name", "type", "host", "port", "device", "baud", "bits", "parity", "stop", "hardware-handshake", "software-handshake",
        "modem-lines", "auto-connect", "process-eos", "input-eos", "output-eos", "options", "command");

    public static readonly KeySet AsynRecord = new("asyn-records", "port", "p", "r", "addr", "imax", "omax");

    public static readonly KeySet Commands = new("commands", "before-load", "at-load", "after-init");

    public static readonly KeySet File = new("files", "source", "target", "mode");

    public static readonly KeySet Health = new("health", "pv", "command", "interval", "timeout", "retries", "start-period");

    public static readonly KeySet Deploy = new("deploy", "labels", "constraints", "limits", "reservations");

    public static readonly KeySet Resources = new("limits, reservations", "cpus", "memory");
}
