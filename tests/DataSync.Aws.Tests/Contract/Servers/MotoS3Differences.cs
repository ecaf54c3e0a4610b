namespace DataSync.Aws.Tests.Contract.Servers;

/// <summary>Where moto's S3 does something else than AWS documents.</summary>
internal static class MotoS3Differences
{
    public static KnownDifferences AddTo(KnownDifferences table) => table
        .Because(
            "takes almost any bucket name",
            """BucketContract.A_bucket_name_that_breaks_the_rules_is_refused("-starts-with-a-hyphen")""",
            """BucketContract.A_bucket_name_that_breaks_the_rules_is_refused("192.168.5.4")""",
            """BucketContract.A_bucket_name_that_breaks_the_rules_is_refused("Upper-Case")""",
            """BucketContract.A_bucket_name_that_breaks_the_rules_is_refused("ends-with-a-hyphen-")""",
            """BucketContract.A_bucket_name_that_breaks_the_rules_is_refused("two..dots")""",
            """BucketContract.A_bucket_name_that_breaks_the_rules_is_refused("under_score")""")
        .Because(
            "serves every bucket in every region",
            "BucketContract.A_call_signed_for_another_region_is_redirected_and_does_nothing")
        .Because(
            "takes regions by their names of now alone",
            "BucketContract.The_constraint_EU_means_Ireland")
        .Because(
            "deletes a bucket that holds markers",
            "BucketContract.A_delete_marker_alone_keeps_the_bucket_from_being_deleted")
        .Because(
            "checks no checksum and no MD5",
            "ChecksumContract.A_part_with_a_wrong_checksum_is_refused",
            "ChecksumContract.A_wrong_checksum_of_the_whole_completes_nothing",
            "ChecksumContract.A_wrong_checksum_is_refused_and_stores_nothing(*)",
            "ChecksumContract.A_wrong_md5_is_refused_and_stores_nothing",
            "ChecksumContract.Parts_with_checksums_are_named_with_them",
            "ChecksumContract.What_is_no_checksum_at_all_is_refused",
            "EventContract.What_failed_is_not_told")
        .Because(
            "forgets checksums, names no type, computes none of its own",
            "ChecksumContract.A_checksum_of_every_algorithm_is_checked_kept_and_returned(*)",
            "ChecksumContract.A_copy_keeps_the_checksum_of_its_source",
            "ChecksumContract.A_copy_of_an_upload_in_parts_has_the_checksum_of_the_whole",
            "ChecksumContract.Checksums_of_parts_make_a_composite_one",
            "ChecksumContract.S3_computes_a_crc64nvme_where_none_is_given",
            "ChecksumContract.The_sdk_sends_a_crc32_by_itself_and_it_is_kept")
        .Because(
            "copies whatever the conditions say",
            "CopyConditionContract.A_copy_depends_on_when_the_source_was_modified",
            "CopyConditionContract.A_copy_if_match_of_nothing_is_not_found",
            "CopyConditionContract.A_copy_if_match_replaces_that_object_alone",
            "CopyConditionContract.A_copy_if_none_match_creates_and_never_replaces",
            "CopyConditionContract.A_copy_if_none_match_succeeds_over_a_delete_marker",
            "CopyConditionContract.A_copy_if_the_source_matches_takes_that_object_alone",
            "CopyConditionContract.Conditions_on_source_and_target_have_to_hold_both",
            "PartCopyContract.A_part_is_copied_if_the_source_is_still_the_same")
        .Because(
            "writes and deletes know fewer conditions",
            "WriteConditionContract.A_delete_if_match_of_any_deletes_what_is_there",
            "WriteConditionContract.An_upload_completed_if_match_of_nothing_is_not_found",
            "WriteConditionContract.An_upload_completed_if_match_replaces_that_object_alone",
            "WriteConditionContract.Each_entry_of_a_multiple_delete_has_a_condition_of_its_own",
            "WriteConditionContract.If_none_match_of_an_etag_is_not_implemented_for_writes")
        .Because(
            "weighs the time against a matching ETag",
            "ReadConditionContract.A_matching_etag_outweighs_a_time_that_does_not")
        .Because(
            "copies the redirect too",
            "CopyContract.The_website_redirect_is_not_copied")
        .Because(
            "a marker, or what cannot be a version, is a version that is not there",
            "CopyContract.A_delete_marker_cannot_be_a_source",
            "TagContract.A_delete_marker_has_no_tags",
            "VersionContract.A_marker_named_by_its_version_cannot_be_read",
            "VersionContract.What_cannot_be_a_version_id_is_refused")
        .Because(
            "events have no version, no sequencer that rises, no request id; none is sent for a marker",
            "EventContract.A_deleted_version_is_told_as_a_delete_of_that_version",
            "EventContract.A_marker_is_told_with_its_version",
            "EventContract.A_put_into_a_versioned_bucket_names_its_version",
            "EventContract.Each_marker_of_a_multiple_delete_is_told_with_its_version",
            "EventContract.A_put_is_told_with_all_there_is_to_say",
            "EventContract.The_sequencer_of_a_key_rises_with_every_change")
        .Because(
            "a delete is told with size and ETag",
            "EventContract.A_delete_is_told_without_size_and_etag")
        .Because(
            "quotes the slashes of keys",
            """EventContract.A_key_is_url_encoded("folder/ü.txt", "folder/%C3%BC.txt")""",
            "EventContract.Only_keys_that_pass_prefix_and_suffix_are_told")
        .Because(
            "a completed upload is told as a put as well",
            "EventContract.An_upload_is_told_once_when_it_is_completed")
        .Because(
            "forgets EventBridge",
            "EventContract.EventBridge_is_told_beside_the_queues")
        .Because(
            "takes any notification",
            "EventContract.A_queue_that_is_not_there_is_refused",
            "EventContract.Two_configurations_must_not_overlap")
        .Because(
            "takes any token and any page size, and pages the first version of the call otherwise",
            "ListingContract.A_wrong_continuation_token_is_refused",
            "ListingContract.No_page_has_more_than_a_thousand_keys",
            "ListingContract.The_first_version_of_the_call_pages_by_marker")
        .Because(
            "does not know the overrides",
            "MetadataContract.A_get_can_ask_for_other_headers_in_its_answer")
        .Because(
            "drops headers with an underscore",
            "MetadataContract.A_name_may_have_an_underscore")
        .Because(
            "counts values alone, and of puts alone",
            "MetadataContract.Metadata_of_an_upload_and_of_a_copy_has_the_same_limit",
            "MetadataContract.Names_and_values_have_2_KB_together")
        .Because(
            "an unknown upload is an error of the server, and any key will do for one",
            "MultipartContract.An_aborted_upload_is_gone",
            "MultipartContract.An_upload_belongs_to_its_key",
            "MultipartContract.An_upload_that_never_was_is_not_found",
            "MultipartContract.Part_numbers_go_from_1_to_10000(0)")
        .Because(
            "lists all uploads, in the order they were started",
            "MultipartContract.Uploads_under_way_are_listed_by_key",
            "MultipartContract.Uploads_under_way_are_listed_in_pages")
        .Because(
            "keys may be of any length",
            "ObjectContract.A_key_has_1024_bytes_at_most")
        .Because(
            "a multiple delete is never quiet and has no limit",
            "ObjectContract.A_quiet_delete_names_nothing_that_went_well",
            "ObjectContract.A_thousand_keys_are_deleted_at_once_and_no_more")
        .Because(
            "cuts the range short, and words the error otherwise",
            "PartCopyContract.A_range_beyond_the_source_is_refused",
            "PartCopyContract.A_source_that_is_not_there_is_not_found")
        .Because(
            "does not know parts of objects, and takes any unit for bytes",
            "MultipartContract.The_attributes_of_an_object_say_how_many_parts_it_has",
            "RangeContract.A_part_of_a_multipart_object_is_read_by_its_number",
            "RangeContract.An_object_of_one_piece_is_its_first_part",
            """RangeContract.What_is_no_range_is_ignored("items=0-4")""")
        .Because(
            "checks tags less, and after it has stored the object",
            "TagContract.A_put_with_more_than_ten_tags_stores_nothing",
            "TagContract.A_tag_has_128_characters_of_key_and_256_of_value(0, 1)",
            """TagContract.A_tag_has_letters_digits_spaces_and_a_few_signs_alone("k", "a\nb")""",
            "TagContract.A_tag_key_comes_once")
        .Because(
            "lists markers after the versions of all keys",
            "VersionContract.A_put_after_a_delete_is_current_again",
            "VersionContract.Two_deletes_make_two_markers",
            "VersionContract.Versions_are_listed_by_key_and_the_newest_first",
            "VersionContract.Versions_are_listed_in_pages_across_keys")
        .Because(
            "does not say that it made or took away a marker, and makes none where there was nothing",
            "VersionContract.Deleting_the_marker_brings_the_object_back",
            "VersionContract.Deleting_what_was_never_there_makes_a_marker")
        .Because(
            "a put to a suspended bucket takes all versions away",
            "VersionContract.Suspended_versioning_deletes_the_null_version_and_leaves_a_null_marker",
            "VersionContract.Suspended_versioning_writes_the_null_version_over_and_over");
}
