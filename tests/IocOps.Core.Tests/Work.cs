namespace IocOps.Core.Tests;

/// <summary>How much work something is. Time depends on the machine and what else it does; how much memory is asked for does not.</summary>
internal static class Work
{
    /// <summary>Bytes that were allocated meanwhile, on this thread; measured after a first run, in which tables and caches are made.</summary>
    public static long Of(Action work)
    {
        work();
        var before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
