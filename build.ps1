# The same as build.sh for Windows and PowerShell: finds or installs the SDK of global.json and runs the tasks.
# Works for everything that needs no lab (the lab needs Linux). No logic here: it is in build/, in C#.
# Not 'Stop': Windows PowerShell would take every line that a program writes to standard error for a failure. Exit codes are looked at.
$ErrorActionPreference = 'Continue'
$root = $PSScriptRoot
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_NOLOGO = '1'
$local = Join-Path $root '.nuke/temp/dotnet'
if (Test-Path $local) { $env:DOTNET_ROOT = $local; $env:PATH = $local + [IO.Path]::PathSeparator + $env:PATH }

Push-Location $root
try { $found = (Get-Command dotnet -ErrorAction SilentlyContinue) -and (& { dotnet --version 2>$null | Out-Null; $LASTEXITCODE -eq 0 }) }
finally { Pop-Location }
if (-not $found) {
    $version = (Get-Content (Join-Path $root 'global.json') -Raw | ConvertFrom-Json).sdk.version
    [Console]::Error.WriteLine("The .NET SDK $version of global.json is not on this machine: installing it into .nuke/temp/dotnet.")
    New-Item -ItemType Directory -Force $local | Out-Null
    $installer = Join-Path $root '.nuke/temp/dotnet-install.ps1'
    Invoke-WebRequest 'https://dot.net/v1/dotnet-install.ps1' -OutFile $installer -UseBasicParsing
    if (-not (Test-Path $installer)) { [Console]::Error.WriteLine('The installer of the .NET SDK can''t be fetched. Install the .NET SDK and try again.'); exit 2 }
    & $installer -Channel ($version -replace '\.\d+$', '') -InstallDir $local -NoPath
    $env:DOTNET_ROOT = $local
    $env:PATH = $local + [IO.Path]::PathSeparator + $env:PATH
}

# MSBuild compiles only what changed; its messages go to standard error, so that standard output belongs to the targets.
$log = dotnet build (Join-Path $root 'build/_build.csproj') -c Release -v quiet -nologo
if ($LASTEXITCODE -ne 0) {
    $log | ForEach-Object { [Console]::Error.WriteLine($_) }
    exit 2
}
# The workspace is this folder, wherever it is called from.
$rootOption = if ($args -contains '--workspace') { @() } else { @('--workspace', $root) }
dotnet (Join-Path $root 'build/bin/Release/net10.0/_build.dll') @rootOption @args
exit $LASTEXITCODE
