# The startup script of an IOC, read line by line as iocsh reads it: comments, macros, quotes, `name(a,b)` and `name a b`, `< file`,
# `> file`. What a command would do to hardware is left out; what can go wrong before that is found: files, folders, macros, record types,
# unknown commands. The first mistake ends it with 1.

BEGIN {
    for (name in ENVIRON) env[name] = ENVIRON[name]
    state = ENVIRON["ST_IOC_STATE"]
    "pwd" | getline cwd
    close("pwd")
    script = ARGV[1]
    run_file(at(script))
    exit 0
}

# ---- words --------------------------------------------------------------------------------------------------------------------------

function fail(message) {
    print "ERROR " where message
    fflush()
    exit 1
}

function at(path) { return substr(path, 1, 1) == "/" ? path : cwd "/" path }

function shell_word(text) { gsub(/'/, "'\\''", text); return "'" text "'" }

function is_folder(path) { return system("test -d " shell_word(path)) == 0 }

function is_file(path) { return system("test -f " shell_word(path) " -a -r " shell_word(path)) == 0 }

function is_writable(path) { return system("{ : >>" shell_word(path) "; } 2>/dev/null") == 0 }

# Value of a macro from `macros` (a row of the substitutions, or the second argument of dbLoadRecords), else of the environment.
# Sets `undefined` to the name of the first macro that has none.
function expand(text, macros, depth,    result, start, close_at, inner, name, fallback, has_fallback, equals) {
    result = ""
    if (depth > 20) { undefined = "(itself)"; return text }
    while (match(text, /\$[({]/)) {
        start = RSTART
        close_at = closing(text, start + 1)
        if (!close_at) { undefined = substr(text, start); return result text }
        result = result substr(text, 1, start - 1)
        inner = substr(text, start + 2, close_at - start - 2)
        text = substr(text, close_at + 1)
        inner = inner_expand(inner, macros, depth)
        equals = index(inner, "=")
        has_fallback = equals > 0
        name = has_fallback ? substr(inner, 1, equals - 1) : inner
        fallback = substr(inner, equals + 1)
        if ((macros, name) in macro) result = result expand(macro[macros, name], macros, depth + 1)
        else if (name in env) result = result env[name]
        else if (has_fallback) result = result fallback
        else { if (undefined == "") undefined = name; result = result "$(" name ")" }
    }
    return result text
}

function inner_expand(text, macros, depth) { return index(text, "$") ? expand(text, macros, depth + 1) : text }

# Place of the bracket that closes the one at `open`.
function closing(text, open,    i, c, level, opener, closer) {
    opener = substr(text, open, 1)
    closer = opener == "(" ? ")" : "}"
    for (i = open; i <= length(text); i++) {
        c = substr(text, i, 1)
        if (c == opener) level++
        else if (c == closer && --level == 0) return i
    }
    return 0
}

# Splits a line into word[1..words], and output / append / input of its redirections.
function split_line(line,    i, c, quote, current, started, target) {
    words = 0; output = ""; append = 0; input = ""; target = "word"
    for (i = 1; i <= length(line) + 1; i++) {
        c = i > length(line) ? " " : substr(line, i, 1)
        if (i > length(line) && quote != "") fail("Unbalanced quote.")
        if (quote != "") {
            if (c == "\\" && quote == "\"") current = current substr(line, ++i, 1)
            else if (c == quote) quote = ""
            else current = current c
        }
        else if (c == "\"" || c == "'") { quote = c; started = 1 }
        else if (c == "\\") { current = current substr(line, ++i, 1); started = 1 }
        else if (c ~ /[ \t(),<>]/) {
            if (started) {
                if (target == "output") output = current
                else if (target == "input") input = current
                else word[++words] = current
                target = "word"
            }
            current = ""; started = 0
            if (c == ">") { append = target == "output"; target = "output" }
            if (c == "<") target = "input"
        }
        else { current = current c; started = 1 }
    }
}

# ---- the script ---------------------------------------------------------------------------------------------------------------------

function run_file(path,    line, number, name) {
    if (!is_file(path)) fail("Can't open " path ": no such file.")
    name = path
    sub(/.*\//, "", name)
    while ((getline line < path) > 0) {
        where = name " line " (++number) ": "
        sub(/\r$/, "", line)
        run_line(line)
    }
    close(path)
    where = ""
}

function run_line(line,    i) {
    if (line ~ /^[ \t]*#-/) return
    if (line ~ /^[ \t]*(#|$)/) { print line; return }
    undefined = ""
    line = expand(line, "", 0)
    print line
    fflush()
    if (undefined != "") fail("macro " undefined " is undefined.")
    split_line(line)
    if (words == 0 && input != "") { run_file(at(input)); return }
    if (words == 0) return
    for (i = words + 1; i <= words + 9; i++) word[i] = ""
    if (output != "") {
        output = at(output)
        if (!append) system("{ : >" shell_word(output) "; } 2>/dev/null")
        if (!is_writable(output)) fail("Can't open " output " for writing.")
    }
    run_command(word[1])
}

function tell(text) {
    if (output == "") { print text; return }
    print text >> output
    close(output)
}

function run_command(name) {
    if (name == "cd") {
        if (!is_folder(at(word[2]))) fail("cd: no such folder: " word[2])
        cwd = at(word[2])
    }
    else if (name == "pwd") tell(cwd)
    else if (name == "echo") tell(word[2])
    else if (name == "date") tell(strftime("%Y/%m/%d %H:%M:%S"))
    else if (name == "system") run_program(word[2])
    else if (name == "iocshLoad") { if (word[3] != "") set_all(word[3]); run_file(at(word[2])) }
    else if (name == "epicsEnvSet") { need(2); env[word[2]] = word[3] }
    else if (name == "epicsEnvUnset") delete env[word[2]]
    else if (name == "dbLoadDatabase") load_types(at(word[2]))
    else if (name ~ /_registerRecordDeviceDriver$/) register(name)
    else if (name == "dbLoadRecords") { need(1); ready_to_load(); set_macros(word[3]); load_records(at(word[2]), "m") }
    else if (name == "dbLoadTemplate") { need(1); ready_to_load(); load_template(at(word[2])) }
    else if (name == "iocInit") init()
    else if (name == "dbl") list_records()
    else if (name == "set_requestfile_path") { need(1); request_path[++request_paths] = path_of(word[2], word[3]) }
    else if (name == "set_savefile_path") { need(1); save_path = path_of(word[2], word[3]); if (!is_folder(save_path)) fail("set_savefile_path: no such folder: " save_path) }
    else if (name ~ /^set_pass[01]_restoreFile$/) { need(1); restore[++restores] = word[2] }
    else if (name == "makeAutosaveFileFromDbInfo") { need(2); make_request(at(word[2]), word[3]) }
    else if (name ~ /^create_(monitor|periodic|triggered|manual)_set$/) { need(1); create_set(word[2]) }
    else if (name == "asSetFilename") { need(1); access_file = at(word[2]) }
    else if (name ~ /^(drvAsyn.*|drv.*)Configure$/) { need(2); port[word[2]] = 1 }
    else if (name ~ /^asyn(SetOption|OctetSet.*|SetTrace.*|AutoConnect|Enable)$/) known_port(word[2])
    else if (!is_known(name)) fail("Command " name " not found.")
}

# Commands that need nothing here.
function is_known(name) {
    return name ~ /^(save_restore|caPutLog|caPutJsonLog|iocLog|errlog|eltc|callback|scan|epics|asyn|stream|modbus|as[A-Z]|db[A-Za-z]|cas|rsrv|dev[A-Z]|generalTime|ClockTime|NTPTime|fdbrestore|fdblist|set_|save)/ || name ~ /^(var|on|exit|help|seq|seqShow|casr|iocshCmd|iocshRun|iocPause|iocRun|veclist|registryDump|tracescan|gft|gphelp|chan|ls|reload_monitor_set|reload_periodic_set|printf)$/
}

function need(count,    i) { for (i = 2; i <= count + 1; i++) if (word[i] == "") fail(word[1] ": argument " (i - 1) " is missing.") }

function path_of(path, below) { return at(below == "" ? path : path "/" below) }

function known_port(name) { if (name != "-1" && !(name in port)) fail(word[1] ": no port " name " was configured.") }

function run_program(command,    all) {
    # busybox would take its own hostname, which does not know -I.
    gsub(/hostname -I/, "/bin/hostname -I", command)
    all = "cd " shell_word(cwd) " && { " command "\n}"
    if (output != "") all = all " >>" shell_word(output)
    fflush()
    system(all)
}

# ---- record types and records -------------------------------------------------------------------------------------------------------

function load_types(path,    line, name) {
    if (!is_file(path)) fail("dbLoadDatabase: can't open " path ".")
    while ((getline line < path) > 0) {
        if (match(line, /^ *recordtype *\( *[A-Za-z0-9_]+/)) {
            name = substr(line, RSTART, RLENGTH)
            sub(/.*\( */, "", name)
            type[name] = 1
        }
    }
    close(path)
    registrar = path
    sub(/.*\//, "", registrar)
    sub(/\.dbd$/, "", registrar)
    gsub(/-/, "_", registrar)
}

function register(name) {
    if (registrar == "") fail(name ": no database definition was loaded.")
    if (name != registrar "_registerRecordDeviceDriver") fail("Command " name " not found.")
    registered = 1
}

function ready_to_load() {
    if (!registered) fail(word[1] ": the record types are not registered.")
    if (running) fail(word[1] ": iocInit was called already.")
}

# "A=1,B=\"x,y\"" into macro["m", ...].
function set_macros(text,    i, c, quote, current, key, in_value, each) {
    for (each in macro) delete macro[each]
    for (i = 1; i <= length(text) + 1; i++) {
        c = i > length(text) ? "," : substr(text, i, 1)
        if (quote != "" && i <= length(text)) {
            if (c == "\\") current = current substr(text, ++i, 1)
            else if (c == quote) quote = ""
            else current = current c
        }
        else if (c == "\"" || c == "'") quote = c
        else if (c == "\\") current = current substr(text, ++i, 1)
        else if (c == "=" && !in_value) { key = trim(current); current = ""; in_value = 1 }
        else if (c == ",") {
            if (in_value) macro["m", key] = trim(current)
            else if (trim(current) != "") fail("macro definition '" trim(current) "' has no value.")
            current = ""; in_value = 0
        }
        else current = current c
    }
}

function set_all(text,    key) {
    set_macros(text)
    for (key in macro) env[substr(key, length("m" SUBSEP) + 1)] = macro[key]
}

function trim(text) { gsub(/^[ \t]+|[ \t]+$/, "", text); return text }

# Reads a database file with the macros of `macros`. One declaration may span lines, and a line hold several.
function load_records(path, macros,    line, number, short, level, rest) {
    if (!is_file(path)) fail("failed to load '" path "': no such file.")
    short = path
    sub(/.*\//, "", short)
    level = 0
    while ((getline line < path) > 0) {
        number++
        sub(/\r$/, "", line)
        if (line ~ /^[ \t]*#/) continue
        undefined = ""
        line = expand(line, macros, 0)
        if (undefined != "") fail("failed to load '" short "': macro " undefined " is undefined in its line " number ".")
        level += declarations(line, short, number)
    }
    close(path)
    if (level != 0) fail("failed to load '" short "': a brace is not closed.")
}

# Takes what a line declares, and returns by how many braces it opens more than it closes.
function declarations(line, short, number,    bare, level) {
    while (match(line, /^[ \t}{]*(g?record|info|field|alias) *\( *("[^"]*"|[^",() \t]+) *(, *("([^"\\]|\\.)*"|[^",)]*))? *\)/)) {
        level += braces(substr(line, 1, index(line, "(")))
        take(substr(line, 1, RLENGTH), short, number)
        line = substr(line, RLENGTH + 1)
    }
    if (line ~ /^[ \t]*g?record/) fail("failed to load '" short "': syntax error in its line " number ": " trim(line))
    bare = line
    gsub(/"([^"\\]|\\.)*"/, "", bare)
    sub(/#.*/, "", bare)
    if (index(bare, "\"")) fail("failed to load '" short "': a quote is not closed in its line " number ".")
    return level + braces(bare)
}

function braces(text,    opened, closed) {
    opened = gsub(/[{]/, "", text)
    closed = gsub(/[}]/, "", text)
    return opened - closed
}

function take(text, short, number,    kind, first, second) {
    kind = text
    sub(/^[ \t}{]*/, "", kind)
    sub(/ *\(.*/, "", kind)
    first = text
    sub(/^[^(]*\( */, "", first)
    second = first
    sub(/^("[^"]*"|[^",() \t]+) *(, *)?/, "", second)
    sub(/ *(,.*|\))$/, "", first)
    sub(/ *\)$/, "", second)
    first = unquoted(first)
    second = unquoted(second)
    if (kind ~ /record$/) declare(first, second, short, number)
    else if (kind == "field" && first == "VAL") value[current] = second
    else if (kind == "info") info[current, first] = second
    else if (kind == "alias") { record[++records] = second == "" ? first : second; type_of[record[records]] = type_of[current] }
}

function unquoted(text) {
    if (text !~ /^".*"$/) return text
    text = substr(text, 2, length(text) - 2)
    gsub(/\\"/, "\"", text)
    return text
}

function declare(kind, name, short, number) {
    if (kind != "*" && !(kind in type)) fail("failed to load '" short "': record type '" kind "' of its line " number " is not known.")
    if (name == "" || length(name) > 60 || name !~ /^[]A-Za-z0-9_:.<>;[+-]+$/)
        fail("failed to load '" short "': '" name "' of its line " number " is no record name.")
    current = name
    if (name in type_of) return
    record[++records] = name
    type_of[name] = kind
    value[name] = kind ~ /^(stringin|stringout|lsi|lso|printf)$/ ? "" : "0"
}

# ---- substitutions ------------------------------------------------------------------------------------------------------------------

# Splits a whole file into tok[1..toks]; tok_quoted tells strings from punctuation.
function read_tokens(path,    line, i, c, text, quote) {
    toks = 0; tok_at = 1
    while ((getline line < path) > 0) {
        text = ""
        for (i = 1; i <= length(line) + 1; i++) {
            c = i > length(line) ? " " : substr(line, i, 1)
            if (quote) {
                if (i > length(line)) fail("dbLoadTemplate: a quote is not closed: " line)
                if (c == "\\") text = text substr(line, ++i, 1)
                else if (c == "\"") { add_token(text, 1); text = ""; quote = 0 }
                else text = text c
                continue
            }
            if (c == "#" && text == "") break
            if (c ~ /[ \t\r,{}=]/ || c == "\"") {
                if (text != "") add_token(text, 1)
                text = ""
                if (c ~ /[{}=]/) add_token(c, 0)
                if (c == "\"") quote = 1
            }
            else text = text c
        }
    }
    close(path)
}

function add_token(text, quoted) { tok[++toks] = text; tok_quoted[toks] = quoted }

function is_token(text) { return tok_at <= toks && !tok_quoted[tok_at] && tok[tok_at] == text }

function expect(text) {
    if (!is_token(text)) fail("dbLoadTemplate: '" text "' expected" (tok_at <= toks ? " before '" tok[tok_at] "'." : " at the end of the file."))
    tok_at++
}

function load_template(path,    database) {
    if (!is_file(path)) fail("dbLoadTemplate: can't open " path ".")
    read_tokens(path)
    globals = 0
    while (tok_at <= toks) {
        if (tok[tok_at] == "global") { tok_at++; read_globals() }
        else if (tok[tok_at] == "file") {
            database = tok[++tok_at]
            tok_at++
            expect("{")
            load_rows(database)
            expect("}")
        }
        else fail("dbLoadTemplate: 'file' expected before '" tok[tok_at] "'.")
    }
}

function read_globals() {
    expect("{")
    while (tok_at <= toks && !is_token("}")) {
        global_name[++globals] = tok[tok_at++]
        expect("=")
        global_value[globals] = tok[tok_at++]
    }
    expect("}")
}

function load_rows(database,    columns, column, i, saved) {
    columns = -1
    if (tok[tok_at] == "pattern" && tok_quoted[tok_at]) {
        tok_at++
        expect("{")
        columns = 0
        while (tok_at <= toks && !is_token("}")) column[++columns] = tok[tok_at++]
        expect("}")
    }
    while (is_token("{") || (columns >= 0 && is_token("global"))) {
        for (saved in macro) delete macro[saved]
        for (i = 1; i <= globals; i++) macro["m", global_name[i]] = global_value[i]
        expect("{")
        for (i = 1; tok_at <= toks && !is_token("}"); i++) {
            if (columns >= 0) {
                if (i > columns) fail("dbLoadTemplate: more values than names in the pattern of " database ".")
                macro["m", column[i]] = tok[tok_at++]
            }
            else {
                saved = tok[tok_at++]
                expect("=")
                macro["m", saved] = tok[tok_at++]
            }
        }
        expect("}")
        load_records(at(database), "m")
    }
}

# ---- running ------------------------------------------------------------------------------------------------------------------------

function init(    i, file) {
    if (!registered) fail("iocInit: the record types are not registered.")
    if (running) fail("iocInit was called already.")
    print "Starting iocInit"
    print "############################################################################"
    print "## EPICS R7.0.8.1 as the lab of IocOps plays it"
    print "############################################################################"
    if (access_file != "" && !is_file(access_file)) fail("asInit: can't open " access_file ".")
    for (i = 1; i <= restores; i++) {
        if (save_path == "") fail("save_restore: a file shall be restored, and no save file path is set.")
        if (!is_file(save_path "/" restore[i])) print "save_restore: can't open save file '" save_path "/" restore[i] "'."
        else restore_values(save_path "/" restore[i])
    }
    file = state "/records"
    printf "" > (file ".new")
    for (i = 1; i <= records; i++) printf "%s\t%s\t%s\n", record[i], type_of[record[i]], value[record[i]] > (file ".new")
    close(file ".new")
    system("mv " shell_word(file ".new") " " shell_word(file))
    running = 1
    print "iocRun: All initialization complete"
    fflush()
}

# Lines of a save file: the record with its field, and the value.
function restore_values(path,    line, name) {
    while ((getline line < path) > 0) {
        if (line ~ /^[#!<]/) continue
        name = line
        sub(/ .*/, "", name)
        sub(/^[^ ]* ?/, "", line)
        sub(/\.VAL$/, "", name)
        if (name in type_of && line != "") value[name] = line
    }
    close(path)
}

function list_records(    i) {
    for (i = 1; i <= records; i++) {
        if (word[2] != "" && word[2] != type_of[record[i]]) continue
        if (output == "") print record[i]
        else print record[i] >> output
    }
    if (output != "") close(output)
}

# The request file that the info tags of the loaded records ask for.
function make_request(path, tag,    i, field, fields, count) {
    if (!is_writable(path)) fail("makeAutosaveFileFromDbInfo - unable to open file '" path "'.")
    printf "" > path
    for (i = 1; i <= records; i++) {
        if (!((record[i], tag) in info)) continue
        count = split(info[record[i], tag], field, " ")
        for (fields = 1; fields <= count; fields++) print record[i] "." field[fields] > path
    }
    close(path)
}

function create_set(name,    i, request, saved, line, target) {
    for (i = 1; i <= request_paths && request == ""; i++) if (is_file(request_path[i] "/" name)) request = request_path[i] "/" name
    if (request == "" && is_file(at(name))) request = at(name)
    if (request == "") fail("save_restore: can't open request file '" name "'.")
    target = name
    sub(/\.req$/, "", target)
    target = save_path "/" target ".sav"
    if (save_path == "" || !is_writable(target)) fail("save_restore: can't write save file '" target "'.")
    print "# autosave R5.10\tAutomatically generated - DO NOT MODIFY" > target
    while ((getline line < request) > 0) {
        saved = line
        sub(/\.VAL$/, "", saved)
        print line " " (saved in value ? value[saved] : "") > target
    }
    print "<END>" > target
    close(request)
    close(target)
}
