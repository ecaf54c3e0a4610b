namespace DataSync.Aws.Tests.Contract.Servers;

/// <summary>Where moto's SQS does something else than AWS documents.</summary>
internal static class MotoSqsDifferences
{
    public static KnownDifferences AddTo(KnownDifferences table) => table
        .Because(
            "dead letters do not say where they come from",
            "DeadLetterContract.A_message_received_too_often_moves_to_the_dead_letter_queue")
        .Because(
            "does not check the dead-letter queue",
            "DeadLetterContract.A_policy_needs_a_fitting_dead_letter_queue")
        .Because(
            "has no StartMessageMoveTask",
            "DeadLetterContract.Only_a_dead_letter_queue_can_be_moved_from")
        .Because(
            "FIFO messages have no sequence number",
            "FifoContract.A_batch_keeps_the_order_within_each_group",
            "FifoContract.A_group_is_received_in_the_order_it_was_sent")
        .Because(
            "does not know ReceiveRequestAttemptId",
            "FifoContract.A_receive_that_is_tried_again_returns_the_same_messages")
        .Because(
            "old receipt handles still work",
            "FifoContract.An_expired_receipt_does_not_delete",
            "VisibilityContract.Only_the_newest_receipt_deletes",
            "VisibilityContract.Visibility_of_a_message_not_in_flight_cannot_be_changed")
        .Because(
            "deduplicates among the messages that are there, across groups",
            "FifoContract.Deduplication_by_group_tells_groups_apart",
            "FifoContract.Deduplication_outlives_the_deletion_of_the_message")
        .Because(
            "does not check it, or answers with another code",
            "FifoContract.Group_and_deduplication_ids_have_their_characters(*)",
            "FifoContract.High_throughput_needs_deduplication_by_group",
            "FifoContract.Ids_of_128_characters_fit_and_longer_ones_do_not",
            "FifoContract.What_fifo_requires_and_forbids_is_checked",
            "QueueContract.A_fifo_queue_needs_both_its_suffix_and_its_attribute",
            "QueueContract.An_attribute_value_out_of_range_is_refused(*)",
            "QueueContract.An_unknown_attribute_is_refused")
        .Because(
            "counts sizes otherwise, and refuses a batch for one entry",
            "MessageContract.A_bad_entry_fails_alone_in_a_batch_that_succeeds",
            "MessageContract.A_queues_own_size_limit_counts_bytes_not_characters",
            "MessageContract.One_mebibyte_is_the_limit_attributes_included")
        .Because(
            "stores any body as it is",
            "MessageContract.A_body_without_a_single_valid_character_is_refused",
            "MessageContract.An_empty_body_is_refused",
            "MessageContract.Characters_outside_xml_are_replaced(*)")
        .Because(
            "takes any message attributes",
            """MessageContract.A_malformed_message_attribute_is_refused("AWS.reserved", "String", "v")""",
            """MessageContract.A_malformed_message_attribute_is_refused("name", "Number", "twelve")""",
            """MessageContract.A_malformed_message_attribute_is_refused("name", "String", "")""",
            """MessageContract.A_malformed_message_attribute_is_refused("two..dots", "String", "v")""",
            "MessageContract.Ten_message_attributes_are_the_limit")
        .Because(
            "sends no digest of system attributes",
            "MessageContract.A_trace_header_travels_as_a_system_attribute")
        .Because(
            "checks batches in another order",
            "MessageContract.The_other_batches_have_rules_too")
        .Because(
            "queue URLs name no region",
            "QueueContract.A_queue_url_names_region_account_and_queue",
            "QueueContract.One_name_in_two_regions_is_two_queues")
        .Because(
            "does not name the attribute",
            "QueueContract.Creating_a_queue_again_with_another_value_is_refused")
        .Because(
            "does not page",
            "QueueContract.Listing_filters_by_prefix_and_pages");
}
