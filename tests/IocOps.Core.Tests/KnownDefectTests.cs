using System.Text.RegularExpressions;

namespace IocOps.Core.Tests;

/// <summary>
/// What the tool that this project replaces does wrong, and what makes a real IOC complain, each with the tests that show the right
/// behaviour: the list that a person reads, held against the tests that there are.
/// </summary>
public sealed partial class KnownDefectTests
{
    private static readonly Lazy<IReadOnlySet<string>> Tests = new(() => Directory
        .EnumerateFiles(Workspace.PathOf("tests"), "*Tests.cs", SearchOption.AllDirectories)
        .SelectMany(f => Method().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value))
        .ToHashSet(StringComparer.Ordinal));

    public static TheoryData<string, string> Defects => new()
    {
        // Startup scripts and databases.
        { "autosave's files were called by a literal $NAME", "Autosave_calls_its_files_by_the_IOC_with_no_dollar_sign Save_files_are_found_by_the_names_that_the_original_tool_gave_them_and_are_not_copied" },
        { "an empty macro shifted all later values", "An_empty_macro_keeps_its_place Macros_with_any_characters_reach_the_database_to_the_letter" },
        { "values with spaces or commas were not quoted", "Macros_with_any_characters_reach_the_database_to_the_letter An_IOC_loads_what_its_ini_meant_to_the_letter" },
        { "a '=' inside a value failed, a quoted ';' was split", "A_macro_keeps_its_value_to_the_letter An_IOC_loads_what_its_ini_meant_to_the_letter" },
        { "RAW lines that begin with '#' vanished, '%' crashed", "Raw_commands_are_kept_as_they_are_with_comments_and_percent_signs Comments_of_raw_commands_are_kept" },
        { "'True' silently meant false", "Truth_is_what_people_mean_by_it" },
        { "a serial IOC got no device, no placement, no limits, no health check, no time to stop", "A_port_is_typed Deployment_is_checked_before_docker_sees_it The_health_check_finds_its_pv The_container_starts_the_script_itself_so_that_the_IOC_gets_its_signals" },
        { "a missing macro or a placeholder was found by the IOC alone", "Placeholders_are_told_at_the_value A_mistake_in_a_database_is_told What_is_broken_is_heard" },
        { "a quote inside quotes was cut in silence", "A_macro_that_epics_would_misread_is_refused A_quote_is_fine_where_it_does_not_end_a_string" },
        { "without save files the first start made noise, without their folders errors", "Autosaves_folders_are_there_and_writable_and_save_files_outlive_the_container" },
        { "StreamDevice warned where its path was not set", "The_protocol_path_is_always_set_because_StreamDevice_warns_without" },
        { "an IOC that was up served nothing, and nobody knew", "The_health_check_finds_its_pv A_failing_health_check_is_rolled_back_and_told_with_the_last_log_lines" },

        // Files and projects.
        { "one IOC without image stopped all", "Without_any_image_an_IOC_is_refused_and_the_others_are_not A_mistake_in_one_IOC_does_not_stop_work_on_another" },
        { "every failure exited 0", "Bad_usage_ends_with_2_and_a_sentence The_exit_code_says_how_it_went A_project_that_is_no_good_does_not_keep_back_the_others_and_ends_with_1" },
        { "a changed ini or database never reached the service", "A_changed_file_changes_the_service_with_either_delivery Editing_one_database_updates_that_IOC_alone" },
        { "'list' rewrote the files and deleted comments", "Looking_writes_nothing" },
        { "overwriting deleted autosave's save files", "No_target_deletes_or_changes_a_save_file Save_files_on_the_mount_are_copied_to_the_new_name_and_none_is_deleted_or_written_over" },
        { "restoring sources and exporting deleted the live st.cmd and database", "No_target_deletes_or_changes_a_save_file What_differs_is_replaced_only_when_that_is_said_and_then_as_a_whole" },
        { "a name wrote outside of the repository or ran in a shell", "A_folder_name_must_do_as_a_service_name A_name_that_Swarm_or_a_shell_would_stumble_over_is_replaced_and_that_is_told A_service_name_has_at_most_63_characters" },
        { "an IOC called 'log' collided with the log server", "A_folder_name_must_do_as_a_service_name" },
        { "one bad ini broke every command for all IOCs", "A_broken_ioc_leaves_the_others_whole No_bytes_make_the_import_stumble_and_what_is_taken_is_always_good" },
        { "an empty file became a blank project", "An_empty_file_is_a_mistake_and_no_blank_ioc" },
        { "a missing database left the old st.cmd in place, and export and check succeeded", "A_source_is_an_existing_file_below_src All_mistakes_of_the_fleet_are_told_in_one_run_and_nothing_is_written" },
        { "a full disk truncated the configuration", "When_one_file_cannot_be_written_all_the_old_ones_stay" },
        { "two runs at the same time gutted files", "A_second_run_waits_and_goes_on_when_the_first_ends" },

        // The swarm.
        { "'Docker is down' was shown as 'available, not deployed'", "Without_Docker_the_sentence_names_the_socket_and_the_way_out" },
        { "two processes were started per IOC", "A_deploy_asks_the_engine_as_often_for_many_IOCs_as_for_few" },
        { "removed or renamed IOCs ran on, invisible", "An_orphan_is_shown_and_kept_and_removed_with_prune Orphans_come_last_and_say_which_folder_is_gone" },
        { "a service without a running task made the digest fail for all", "A_service_without_any_task_yet_is_starting" },
        { "two deploys at once stepped on each other", "Of_two_deploys_at_the_same_time_from_two_clones_the_second_waits_and_both_end_well" },
        { "Ctrl-C was ignored or left a part", "Ctrl_C_in_the_middle_and_a_second_run_leave_a_whole_fleet" },
        { "remove and deploy ran the same IOC twice for a while", "A_recreated_service_whose_tasks_never_end_is_not_started_twice A_change_of_mode_never_runs_two_of_the_same" },

        // Backup of a swarm.
        { "a backup left Docker stopped", "Stopped_hung_up_killed_or_out_of_space_the_engine_runs_and_no_half_archive_is_left" },
        { "a backup's keys were readable by everybody", "What_was_written_is_read_and_unpacked_with_its_modes" },
        { "a restore deleted the live state without keeping it", "An_exchange_leaves_the_old_state_aside Wherever_an_exchange_stops_the_old_state_comes_back_whole_and_asking_twice_does_no_harm" },
        { "a restore extracted without looking at paths", "A_member_that_leads_elsewhere_is_refused_and_nothing_is_written Links_pipes_and_devices_are_refused" },
        { "a restore was called good after a truncated or altered archive", "An_archive_that_was_cut_off_anywhere_is_refused A_member_that_was_changed_left_out_added_or_doubled_is_named" },
        { "a restore that was answered with no left Docker stopped, and ran what stood behind a ';' in a file name", "A_no_stops_no_engine_and_the_name_of_an_archive_runs_nothing" },
        { "a restore forgot to make a new cluster", "A_swarm_comes_back_from_one_file_on_its_own_and_on_another_address_its_nodes_join_again_and_all_iocs_run" },
    };

    [Theory]
    [MemberData(nameof(Defects))]
    public void Each_known_defect_has_a_test_that_shows_the_right_behaviour(string defect, string tests) =>
        Assert.All(tests.Split(' '), t => Assert.True(Tests.Value.Contains(t), $"no test is called {t}, which shall show that it is not so here: {defect}"));

    [GeneratedRegex(@"public (?:async )?(?:void|Task) ([A-Z][A-Za-z0-9]*_[A-Za-z0-9_]+)\(")]
    private static partial Regex Method();
}
