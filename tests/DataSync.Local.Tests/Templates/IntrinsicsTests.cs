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
    [InlineData("!Cidr [a, 1, 1]", "Outputs/V/Value/Fn::Cidr: Fn::Cidr is not supported here")]
    [InlineData("[a, b]", "Outputs/V/Value: must be text, but is a list")]
    public void Mistake_is_named_with_its_place(string expression, string expected)
    {
        var error = Assert.Throws<Local.Templates.TemplateException>(() => Evaluation.Value(expression)).Message;

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
