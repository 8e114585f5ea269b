namespace IocOps.Swarm.Workspaces;

/// <summary>A folder of the workspace can't be written by the user of this run.</summary>
/// <param name="folder">Which.</param>
/// <param name="inner">What the system said.</param>
public sealed class NotWritableException(string folder, Exception inner)
    : IOException($"{folder} can't be written by this user: make the folder and the files in it writable for who runs this (they may be another user's, from an earlier run).", inner);
