namespace IocOps.Engine.CommandLine;

/// <summary>The scripts that make a shell ask the build for completions: <c>source &lt;(./build.sh --completion bash)</c>.</summary>
/// <remarks>They hold no names: each Tab asks the command with <c>--complete</c>, so they never go stale and need installing once for all builds.</remarks>
internal static class CompletionScripts
{
    // bash splits words at = and : and replaces only the last piece; so what stands before it is cut off the candidates.
    private const string Bash = """
        # In ~/.bashrc, or once in a shell: source <(@COMMAND@ --completion bash)
        _target_build_complete() {
            local line=${COMP_LINE:0:COMP_POINT} current cut value rest
            local -a words
            read -r -a words <<< "$line"
            [[ $line == *[[:space:]] ]] && words+=("")
            current=${words[${#words[@]}-1]}
            cut=${current%"${current##*[=:]}"}
            COMPREPLY=()
            while IFS=$'\t' read -r value rest; do
                COMPREPLY+=("${value#"$cut"}")
            done < <("${words[0]/#\~/$HOME}" --complete "${words[@]:1}" 2>/dev/null)
        }
        complete -o default -F _target_build_complete @NAMES@
        """;

    private const string Zsh = """
        #compdef @NAME@
        # In ~/.zshrc, or once in a shell: source <(@COMMAND@ --completion zsh)
        _target_build_complete() {
            local line
            local -a values shown
            for line in "${(@f)$("${words[1]/#\~/$HOME}" --complete "${(@Q)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null)}"; do
                [[ -n $line ]] || continue
                values+=("${line%%$'\t'*}")
                if [[ -n ${line#*$'\t'} ]]; then
                    shown+=("${line%%$'\t'*} -- ${line#*$'\t'}")
                else
                    shown+=("${line%%$'\t'*}")
                fi
            done
            (( $#values )) && compadd -l -d shown -a values || _files
        }
        (( $+functions[compdef] )) || { autoload -Uz compinit && compinit -D }
        compdef _target_build_complete @NAME@
        """;

    private const string Fish = """
        # In ~/.config/fish/config.fish, or once in a shell: @COMMAND@ --completion fish | source
        function __target_build_complete
            set -l words (commandline -opc)
            set -l current (commandline -ct)
            set -l build (string replace -r '^~' $HOME -- $words[1])
            set -e words[1]
            $build --complete $words "$current" 2>/dev/null
        end
        complete -c @NAME@ -a '(__target_build_complete)'
        """;

    private const string Pwsh = """
        # In $PROFILE, or once in a shell: @POWERSHELL@ --completion pwsh | Out-String | Invoke-Expression
        Register-ArgumentCompleter -Native -CommandName @POWERNAMES@ -ScriptBlock {
            param($wordToComplete, $commandAst, $cursorPosition)
            $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
                Where-Object { $_.Extent.StartOffset -lt $cursorPosition } | ForEach-Object { $_.Extent.Text })
            if ($wordToComplete -eq '') { $words += '' }
            & $commandAst.CommandElements[0].Extent.Text --complete @words 2>$null | ForEach-Object {
                $value, $text = $_ -split "`t", 2
                if (-not $text) { $text = $value }
                [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $text)
            }
        }
        """;

    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish", "pwsh"];

    /// <summary>Prints the script for a shell that completes a command: a script with its folder, or a program. Throws <see cref="UsageException"/> for one that there is none for.</summary>
    public static int Print(TextWriter writer, string shell, string command)
    {
        var script = shell switch
        {
            "bash" => Bash,
            "zsh" => Zsh,
            "fish" => Fish,
            "pwsh" or "powershell" => Pwsh,
            _ => throw new UsageException($"--completion must be one of {string.Join(", ", Shells)}, not '{shell}'{Nearest.Hint(shell, Shells)}"),
        };
        var name = Path.GetFileName(command);
        var isScript = name != command;
        var texts = new (string Mark, string Text)[]
        {
            ("@COMMAND@", command),
            ("@NAMES@", isScript ? $"{name} {command}" : name),
            ("@NAME@", name),
            ("@POWERSHELL@", isScript ? Path.ChangeExtension(command, ".ps1") : command),
            ("@POWERNAMES@", isScript ? string.Join(", ", new[] { name, command }.SelectMany(n => new[] { Path.ChangeExtension(n, ".ps1"), n })) : name),
        };
        script = texts.Aggregate(script, (s, t) => s.Replace(t.Mark, t.Text, StringComparison.Ordinal));
        writer.Write(script.ReplaceLineEndings("\n") + "\n");
        return ExitCodes.Done;
    }
}
