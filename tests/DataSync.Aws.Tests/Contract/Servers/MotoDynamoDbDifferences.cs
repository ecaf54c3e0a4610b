namespace DataSync.Aws.Tests.Contract.Servers;

/// <summary>Where moto's DynamoDB does something else than AWS documents.</summary>
internal static class MotoDynamoDbDifferences
{
    public static KnownDifferences AddTo(KnownDifferences table) => table
        .Because(
            "does not compare the requests of one token",
            "BatchContract.A_repeated_client_token_does_not_write_twice")
        .Because(
            "words the messages otherwise, or does not check",
            "BatchContract.Batches_refuse_duplicates_and_too_many",
            "LimitContract.A_batch_reads_a_hundred_items_and_no_more")
        .Because(
            "does not parse two NOTs",
            """ConditionContract.A_condition_means_what_the_grammar_says("not not n = :five", true)""")
        .Because(
            "comparing values of two types, or the size of nothing, is an error of the server",
            """ConditionContract.A_condition_means_what_the_grammar_says("s < :ten", false)""",
            """ValueContract.Values_of_every_type_are_compared("n > :text", false)""",
            """ValueContract.Values_of_every_type_are_compared("size(absent) = :two", false)""")
        .Because(
            "evaluates what should be refused",
            """ConditionContract.A_wrong_condition_is_refused_with_its_reason("", "The expression can not be empty…)""",
            """ConditionContract.A_wrong_condition_is_refused_with_its_reason("attribute_type(n, :a)", "Invalid attribute type name fou…)""",
            """ConditionContract.A_wrong_condition_is_refused_with_its_reason("begins_with(s, :five)", "Incorrect operand type for oper…)""",
            """ConditionContract.A_wrong_condition_is_refused_with_its_reason("n = n", "The first operand must be disti…)""",
            """ConditionContract.A_wrong_condition_is_refused_with_its_reason("n BETWEEN :ten AND :a", "The BETWEEN operator requires s…)""",
            """ConditionContract.A_wrong_condition_is_refused_with_its_reason("n BETWEEN :ten AND :two", "The BETWEEN operator requires u…)""")
        .Because(
            "what does not parse is an error of the server",
            """ConditionContract.A_wrong_condition_is_refused_with_its_reason("#nope = :five", "An expression attribute name us…)""",
            """ConditionContract.A_wrong_condition_is_refused_with_its_reason("attribute_exists(:five)", "Operator or function requires a…)""",
            """ConditionContract.A_wrong_condition_is_refused_with_its_reason("attribute_exists(n, s)", "Incorrect number of operands fo…)""",
            """ConditionContract.A_wrong_condition_is_refused_with_its_reason("if_not_exists(n, :five)", "The function is not allowed in …)""",
            """ConditionContract.A_wrong_condition_is_refused_with_its_reason("n ! :five", "Syntax error; token: \"!\"")""",
            """ConditionContract.A_wrong_condition_is_refused_with_its_reason("n = :five )", "Syntax error; token: \")\", nea…)""",
            """ConditionContract.A_wrong_condition_is_refused_with_its_reason("n = :nope", "An expression attribute value u…)""",
            """ConditionContract.A_wrong_condition_is_refused_with_its_reason("n =", "Syntax error; token: \"<EOF>\",…)""",
            """ConditionContract.A_wrong_condition_is_refused_with_its_reason("n == :five", "Syntax error; token: \"=\"")""",
            """ConditionContract.A_wrong_condition_is_refused_with_its_reason("nosuch(n)", "Invalid function name; function…)""",
            """QueryContract.A_wrong_key_condition_is_refused("id = :id OR sort = :two", "Invalid operator used in KeyCon…)""")
        .Because(
            "expressions have no limits",
            "ConditionContract.Text_over_4_KB_and_more_than_300_operators_are_refused",
            "ExpressionContract.In_takes_a_hundred_values_and_no_more",
            "ExpressionContract.No_expression_is_longer_than_4_KB(*)",
            "ExpressionContract.Values_of_an_expression_are_2_MB_at_most")
        .Because(
            "takes names and values that no expression uses",
            "ConditionContract.Unused_names_and_values_are_refused",
            "ExpressionContract.Placeholders_without_an_expression_are_refused")
        .Because(
            "words the message otherwise",
            "ExpressionContract.A_reserved_word_needs_a_placeholder_in_any_case(*)",
            """ItemContract.Numbers_out_of_range_are_refused("", "The parameter cannot be convert…)""",
            "ItemContract.Put_and_delete_return_the_old_item_when_asked")
        .Because(
            "what does not parse is an error of the server, or means something",
            "ExpressionContract.What_is_outside_the_grammar_is_refused(*)")
        .Because(
            "an unknown index is a ResourceNotFoundException",
            "IndexContract.A_deleted_index_is_gone_and_the_items_stay")
        .Because(
            "returns all attributes, whatever the index projects",
            "IndexContract.A_local_index_sorts_a_partition_anew_and_can_fetch_what_it_does_not_project")
        .Because(
            "checks keys less, and words the messages otherwise",
            "IndexContract.A_value_of_another_type_is_refused_for_an_index_key",
            "ItemContract.A_key_that_does_not_fit_the_schema_is_refused",
            "ItemContract.Keys_have_limits_and_may_not_be_empty",
            """ValueContract.Keys_may_not_be_empty_not_even_in_an_index("B")""")
        .Because(
            "an item that does not fit the index is an error of the server",
            "IndexContract.An_item_that_does_not_fit_an_index_added_later_is_left_out_of_it")
        .Because(
            "indexes have no ARN",
            "IndexContract.Both_kinds_of_index_are_described")
        .Because(
            "adds an index that is there already",
            "IndexContract.Index_changes_that_make_no_sense_are_refused")
        .Because(
            "reads a global index consistently",
            "IndexContract.What_a_global_index_cannot_do_is_refused")
        .Because(
            "a projection of two elements of a list returns one",
            "ItemContract.A_projection_returns_the_paths_it_names")
        .Because(
            "counts the JSON of an item, not its bytes",
            "ItemContract.An_item_of_400_KB_fits_and_one_byte_more_does_not")
        .Because(
            "every operation consumes one unit",
            "ItemContract.Consumed_capacity_counts_kilobytes")
        .Because(
            "nests without a limit",
            "ItemContract.Lists_and_maps_nest_32_levels_deep_and_no_deeper")
        .Because(
            "keeps a number as it was written",
            """ItemContract.Numbers_come_back_in_their_normal_form("+4", "4")""",
            """ItemContract.Numbers_come_back_in_their_normal_form("-0", "0")""",
            """ItemContract.Numbers_come_back_in_their_normal_form("-0.00", "0")""",
            """ItemContract.Numbers_come_back_in_their_normal_form("007.500", "7.5")""",
            """ItemContract.Numbers_come_back_in_their_normal_form("1.5e-3", "0.0015")""",
            """ItemContract.Numbers_come_back_in_their_normal_form("1E3", "1000")""",
            """ItemContract.Numbers_come_back_in_their_normal_form("2E+3", "2000")""",
            "ValueContract.Numbers_sort_by_value_from_negative_to_positive",
            "ValueContract.Sets_of_all_kinds_come_back_without_order")
        .Because(
            "does not check the range and the digits of numbers",
            """ItemContract.Numbers_out_of_range_are_refused("1234567890123456789012345678901…, "Attempting to store more than 3…)""",
            """ItemContract.Numbers_out_of_range_are_refused("1E126", "Number overflow. Attempting to …)""",
            """ValueContract.What_is_no_number_of_38_digits_in_range_is_refused("-1E126")""",
            """ValueContract.What_is_no_number_of_38_digits_in_range_is_refused("1.00000000000000000000000000000…)""")
        .Because(
            "takes sets with duplicates",
            "ItemContract.Sets_with_duplicates_are_refused",
            "ValueContract.A_binary_set_with_duplicates_is_refused")
        .Because(
            "an answer or a transaction may be of any size",
            "LimitContract.A_batch_answers_with_16_MB_and_names_the_keys_it_left_out",
            "LimitContract.A_transaction_is_4_MB_at_most")
        .Because(
            "writes the good part of a batch that it refuses",
            "LimitContract.A_batch_with_one_wrong_part_writes_nothing")
        .Because(
            "takes a limit of zero and less",
            "LimitContract.A_page_has_room_for_at_least_one_item(*)")
        .Because(
            "knows that nothing follows, which AWS does not",
            "LimitContract.A_scan_that_fills_its_limit_exactly_still_says_where_it_stopped")
        .Because(
            "does not check the start key",
            "LimitContract.A_start_key_has_to_be_one")
        .Because(
            "reads 25 items in a transaction at most",
            "LimitContract.A_transaction_has_a_hundred_actions_and_no_more")
        .Because(
            "ignores projections in transactions",
            "LimitContract.A_transaction_spans_tables_and_reads_them_in_order")
        .Because(
            "a wrong operand refuses the transaction as a whole",
            "LimitContract.Reasons_of_a_cancelled_transaction_are_in_the_order_of_its_actions")
        .Because(
            "filters by key attributes",
            "QueryContract.A_filter_drops_items_after_they_were_counted_as_scanned")
        .Because(
            "ends a page before the item that passes 1 MB, not behind it",
            "QueryContract.A_page_ends_after_one_megabyte")
        .Because(
            "lists tables in the order of their creation",
            "TableContract.Tables_are_listed_in_pages")
        .Because(
            "answers TagResource with a body it should not have, so that the SDK finds its checksum wrong",
            "TableContract.Tags_are_kept")
        .Because(
            "finds the error, but another one or in other words",
            """UpdateContract.A_wrong_update_is_refused_and_changes_nothing("ADD b :text", "Invalid UpdateExpression: Incor…)""",
            """UpdateContract.A_wrong_update_is_refused_and_changes_nothing("SET a = size(s) + :one", "Invalid UpdateExpression: The f…)""",
            """UpdateContract.A_wrong_update_is_refused_and_changes_nothing("SET b = s + :one", "An operand in the update expres…)""",
            """UpdateContract.A_wrong_update_is_refused_and_changes_nothing("SET b = s + :text", "Invalid UpdateExpression: Incor…)""",
            """UpdateContract.A_wrong_update_is_refused_and_changes_nothing("SET m.x = :one, m[0] = :one", "Invalid UpdateExpression: Two d…)""")
        .Because(
            "adds as Python does, which shows as a trailing .0",
            "UpdateContract.Add_and_delete_work_on_numbers_and_sets",
            """ValueContract.Sums_are_decimal_and_exact("1.5", "-1.5", "0")""")
        .Because(
            "an update without an expression is an error of the server",
            "UpdateContract.An_update_creates_the_item_it_does_not_find")
        .Because(
            "UPDATED_OLD returns what is new inside of maps",
            """UpdateContract.Return_values_of_an_update_are_the_kind_asked_for("UPDATED_OLD", "m,n")""")
        .Because(
            "appends list elements in the order written, not by their index",
            "UpdateContract.Set_beyond_the_end_of_a_list_appends")
        .Because(
            "a sum of digits far apart is an error of the server",
            """ValueContract.Sums_are_decimal_and_exact("1E-20", "1", "1.00000000000000000001")""")
        .Because(
            "begins_with and contains do not know binaries",
            """ValueContract.Values_of_every_type_are_compared("begins_with(b, :one)", true)""",
            """ValueContract.Values_of_every_type_are_compared("contains(b, :one)", true)""");
}
