namespace DataSync.Aws.Tests.Contract.Servers;

/// <summary>Where moto's DynamoDB Streams do something else than AWS documents.</summary>
internal static class MotoStreamDifferences
{
    public static KnownDifferences AddTo(KnownDifferences table) => table
        .Because(
            "a page may be of any size",
            "IteratorContract.A_page_ends_after_a_megabyte",
            "IteratorContract.A_page_has_room_for_one_to_a_thousand_records(*)")
        .Because(
            "does not check what it is asked for, or fails",
            "IteratorContract.Iterators_that_make_no_sense_are_refused",
            "IteratorContract.What_is_not_there_is_a_resource_not_found")
        .Because(
            "a stream cannot be turned on again",
            "IteratorContract.Streams_are_listed_by_table_and_in_pages",
            "TableContract.A_stream_can_be_turned_off_and_a_new_one_on")
        .Because(
            "records say version 1.0",
            "StreamContract.A_record_says_where_it_comes_from")
        .Because(
            "a stream goes with its table, and when it is turned off",
            "StreamContract.A_stream_outlives_its_table",
            "StreamContract.A_stream_stays_readable_after_it_was_turned_off")
        .Because(
            "an update that creates an item is two inserts, the first with keys alone",
            "StreamContract.An_update_that_creates_an_item_is_one_insert")
        .Because(
            "times have milliseconds",
            "StreamContract.Times_of_records_are_whole_seconds")
        .Because(
            "writes a record for a write that changes nothing",
            "StreamContract.Writes_that_change_nothing_leave_no_record");
}
