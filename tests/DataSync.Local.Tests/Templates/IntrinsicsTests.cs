namespace DataSync.Local.Tests.Templates;

public sealed class IntrinsicsTests
{
    [Theory]
    [InlineData("!Ref Work", "https://sqs.eu-west-1.amazonaws.com/000000000000/work")]
    [InlineData("!GetAtt Work.Arn", "arn:aws:sqs:eu-west-1:000000000000:work")]
    [InlineData("{ 'Fn::GetAtt': [Work, QueueName] }", "work")]
    [InlineData("!Sub '${Work.QueueName}-${AWS::Region}-${!kept}'", "work-eu-west-1-${kept}")]
    [InlineData("!Sub ['${Name}/${Work.QueueName}', { Name: !Ref AWS::StackName }]", "sync/work")]
    [InlineData("!Join [':', [a, !Ref AWS::AccountId, 7]]", "a:000000000000:7")]
    [InlineData("!Select [1, !Split [',', 'x,y,z']]", "y")]
    [InlineData("!Select ['2', !GetAZs '']", "eu-west-1c")]
    [InlineData("!Base64 hello", "aGVsbG8=")]
    [InlineData("!Join ['', [!Ref AWS::Partition, /, !Ref AWS::URLSuffix]]", "aws/amazonaws.com")]
    [InlineData("!Join ['|', [a, !Ref AWS::NoValue, b]]", "a|b")]
    [InlineData("1.10", "1.10")]
    [InlineData("{ 'Fn::Sub': ['www.${Domain}', { Domain: !Ref AWS::Region }] }", "www.eu-west-1")]
    [InlineData("{ 'Fn::Join': [':', [a, b, c]] }", "a:b:c")]
    [InlineData("!Select ['1', [apples, grapes, oranges, mangoes]]", "grapes")]
    [InlineData("!Join ['+', !Split ['|', 'a||c|']]", "a++c+")]
    [InlineData("!Select [5, !Cidr ['192.168.0.0/24', 6, 5]]", "192.168.0.160/27")]
    [InlineData("!Join [' ', !Cidr ['10.0.0.0/16', '2', '8']]", "10.0.0.0/24 10.0.1.0/24")]
    [InlineData("!Join [' ', !Cidr ['2001:db8:1234:1a00::/56', 2, 64]]", "2001:db8:1234:1a00::/64 2001:db8:1234:1a01::/64")]
    [InlineData("{ 'Fn::Base64': { 'Fn::Sub': '${AWS::Region}' } }", "ZXUtd2VzdC0x")]
    [InlineData("!Ref AWS::StackId", "arn:aws:cloudformation:eu-west-1:000000000000:stack/sync/local")]
    [InlineData("!Join [',', !Ref AWS::NotificationARNs]", "")]
    [InlineData("!Sub 'arn:${AWS::Partition}:sqs:*:${AWS::AccountId}:x'", "arn:aws:sqs:*:000000000000:x")]
    public void Function_gives_what_CloudFormation_gives(string expression, string expected)
    {
        var value = Evaluation.Value(expression);

        Assert.Equal(expected, value);
    }

    [Fact]
    public void Partition_and_suffix_follow_the_region()
    {
        var value = Evaluation.Value("!Sub '${AWS::Partition} ${AWS::URLSuffix}'", region: "cn-north-1");

        Assert.Equal("aws-cn amazonaws.com.cn", value);
    }

    [Fact]
    public void FindInMap_reads_by_evaluated_keys()
    {
        var value = Evaluation.Value("!FindInMap [Sizes, !Ref AWS::Region, memory]", "Mappings: { Sizes: { eu-west-1: { memory: 512 } } }");

        Assert.Equal("512", value);
    }

    [Theory]
    [InlineData("!Equals [a, a]", "yes")]
    [InlineData("!Not [!Equals [a, a]]", "no")]
    [InlineData("!And [!Equals [a, a], !Condition Never]", "no")]
    [InlineData("!Or [!Condition Never, !Equals [!Ref AWS::Region, eu-west-1]]", "yes")]
    [InlineData("!Equals ['5', 5]", "yes")]
    [InlineData("!Condition Never", "no")]
    public void Condition_decides_what_If_gives(string condition, string expected)
    {
        var value = Evaluation.Value("!If [C, yes, no]", $"Conditions: {{ C: {condition}, Never: !Equals [a, b] }}");

        Assert.Equal(expected, value);
    }

    [Fact]
    public void Branch_that_is_not_taken_may_refer_to_what_does_not_exist()
    {
        var value = Evaluation.Value("!If [Never, !Ref Missing, fine]", "Conditions: { Never: !Equals [a, b] }");

        Assert.Equal("fine", value);
    }

    [Theory]
    [InlineData("!Ref Missing", "Outputs/V/Value/Ref: there is no parameter or resource Missing")]
    [InlineData("!GetAtt Work.Colour", "Outputs/V/Value/Fn::GetAtt: Work has no attribute Colour; it has: Arn, QueueName, QueueUrl")]
    [InlineData("!ImportValue other", "Outputs/V/Value/Fn::ImportValue: imports another stack's export; there are no other stacks here")]
    [InlineData("!Select [3, [a, b]]", "Outputs/V/Value/Fn::Select: index 3 is outside a list of 2")]
    [InlineData("!FindInMap [Sizes, a, b]", "Outputs/V/Value/Fn::FindInMap: there is no mapping Sizes")]
    [InlineData("!If [Missing, a, b]", "Outputs/V/Value/Fn::If: there is no condition Missing")]
    [InlineData("!Ref AWS::Planet", "Outputs/V/Value/Ref: there is no pseudo parameter AWS::Planet")]
    [InlineData("{ Ref: Work, Other: 1 }", "Outputs/V/Value: Ref stands beside other keys")]
    [InlineData("!Join [',']", "Outputs/V/Value/Fn::Join: needs a list of 2")]
    [InlineData("!Cidr [a, 1, 1]", "Outputs/V/Value/Fn::Cidr: a is not a network, such as 10.0.0.0/16")]
    [InlineData("!Cidr ['192.168.0.0/24', 9, 5]", "Outputs/V/Value/Fn::Cidr: 192.168.0.0/24 has no room for 9 blocks of 5 bits")]
    [InlineData("!Cidr ['192.168.0.0/24', 257, 5]", "Outputs/V/Value/Fn::Cidr/1: 257 is not a whole number from 1 to 256")]
    [InlineData("!Length [a, b]", "Outputs/V/Value/Fn::Length: Fn::Length needs Transform: AWS::LanguageExtensions")]
    [InlineData("!FindInMap [a, b, c, { DefaultValue: d }]", "Outputs/V/Value/Fn::FindInMap: DefaultValue needs Transform: AWS::LanguageExtensions")]
    [InlineData("{ 'Fn::ForEach::Queues': [Name, [a], {}] }", "Outputs/V/Value: Fn::ForEach is not supported here; write out what Fn::ForEach::Queues makes")]
    [InlineData("{ 'Fn::Shout': a }", "Outputs/V/Value/Fn::Shout: Fn::Shout is not supported here")]
    [InlineData("!Split ['', abc]", "Outputs/V/Value/Fn::Split: needs a separator")]
    [InlineData("!Sub ['${A}', B]", "Outputs/V/Value/Fn::Sub: needs an object of variables after the text")]
    [InlineData("[a, b]", "Outputs/V/Value: must be text, but is a list")]
    public void Mistake_is_named_with_its_place(string expression, string expected)
    {
        var error = Assert.Throws<Local.Templates.TemplateException>(() => Evaluation.Value(expression)).Message;

        Assert.Equal(expected, error);
    }

    [Theory]
    [InlineData("!Length [a, b, c]", "3")]
    [InlineData("!Length { 'Fn::Split': [',', 'x,y'] }", "2")]
    [InlineData("!ToJsonString { A: !Ref AWS::Region, B: [1, true, null], C: '\"ü\"' }", """{"A":"eu-west-1","B":[1,true,null],"C":"\"ü\""}""")]
    [InlineData("!FindInMap [Sizes, mars, memory, { DefaultValue: !Ref AWS::Region }]", "eu-west-1")]
    [InlineData("!FindInMap [Nothing, mars, memory, { DefaultValue: 1 }]", "1")]
    [InlineData("!FindInMap [Sizes, eu-west-1, memory, { DefaultValue: 1 }]", "512")]
    public void Language_extensions_work_where_their_transform_is_named(string expression, string expected)
    {
        var value = Evaluation.Value(expression, "Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]\nMappings: { Sizes: { eu-west-1: { memory: 512 } } }");

        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("!Equals [!Ref Work, x]", "Conditions/Unused/Fn::Equals/0/Ref: a condition may refer to parameters only, not to resources (or there is no such parameter)")]
    [InlineData("!Equals [!GetAtt Work.Arn, x]", "Conditions/Unused/Fn::Equals/0/Fn::GetAtt: a condition may refer to parameters only, not to resources (or there is no such parameter)")]
    [InlineData("!Or [!Equals [a, b]]", "Conditions/Unused/Fn::Or: needs a list of 2 to 10")]
    [InlineData("!Condition Missing", "Conditions/Unused: there is no condition Missing")]
    [InlineData("maybe", "Conditions/Unused: is not a condition")]
    public void Condition_that_nobody_uses_is_checked_too(string condition, string expected)
    {
        var error = Assert.Throws<Local.Templates.TemplateException>(() => Evaluation.Value("x", $"Conditions: {{ Unused: {condition} }}")).Message;

        Assert.Equal(expected, error);
    }

    [Fact]
    public void Condition_that_depends_on_itself_is_an_error()
    {
        var error = Assert.Throws<Local.Templates.TemplateException>(() => Evaluation.Value("!If [A, 1, 2]", "Conditions: { A: !Not [!Condition B], B: !Not [!Condition A] }")).Message;

        Assert.Equal("Conditions/A: depends on itself", error);
    }

    [Fact]
    public void Unknown_tag_names_its_line()
    {
        var error = Evaluation.Error("Resources:\n  A: !Reff B\n");

        Assert.Equal("template/Resources/A: unknown tag !Reff (line 2)", error);
    }

    [Fact]
    public void Broken_yaml_names_line_and_column()
    {
        var error = Evaluation.Error("Resources: [\n");

        Assert.StartsWith("template: not valid YAML, line ", error, StringComparison.Ordinal);
    }
}
