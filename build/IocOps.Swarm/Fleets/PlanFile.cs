using IocOps.Core.Planning.Saved;
using IocOps.Swarm.Workspaces;

namespace IocOps.Swarm.Fleets;

/// <summary>The file of a saved plan. Only its owner can read it.</summary>
/// <param name="path">Absolute.</param>
public sealed class PlanFile(string path)
{
    /// <summary>No plan is as big as that.</summary>
    private const long Limit = 64 * 1024 * 1024;

    /// <summary>Refuses a place that holds something else, or that has no folder.</summary>
    /// <exception cref="SelectionException">Nothing may be written there.</exception>
    public void RequireFree()
    {
        if (Directory.Exists(path)) throw new SelectionException($"--plan-file {path} is a folder; name a file.");
        if (!Directory.Exists(Path.GetDirectoryName(path))) throw new SelectionException($"--plan-file {path}: there is no folder {Path.GetDirectoryName(path)}.");
        if (File.Exists(path) && !SavedPlanJson.IsPlan(Text())) throw new SelectionException($"--plan-file {path} is there already and no saved plan; it is not written over.");
    }

    /// <summary>Writes a plan, also over an older one.</summary>
    /// <exception cref="IOException">It can't be written.</exception>
    public void Write(SavedPlan plan) => PrivateFile.Write(path, SavedPlanJson.Write(plan));

    /// <summary>Reads the plan.</summary>
    /// <exception cref="SelectionException">There is none that could be applied.</exception>
    public SavedPlan Read()
    {
        if (!File.Exists(path)) throw new SelectionException($"There is no file {path}; SavePlan --plan-file saves a plan.");
        try
        {
            return SavedPlanJson.Read(Text());
        }
        catch (PlanFormatException e)
        {
            throw new SelectionException($"{path} can't be applied: {e.Message}.");
        }
    }

    private string Text()
    {
        try
        {
            return new FileInfo(path).Length > Limit ? "" : File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SelectionException($"{path} can't be read: {e.Message}");
        }
    }
}
