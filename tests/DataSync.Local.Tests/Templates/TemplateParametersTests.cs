namespace DataSync.Local.Tests.Templates;

public sealed class TemplateParametersTests
{
    [Theory]
    [InlineData("Type: Number, MinValue: 1, MaxValue: 10", "11", "Parameters/P: \"11\" is more than MaxValue 10")]
    [InlineData("Type: Number, MinValue: 1", "0", "Parameters/P: \"0\" is less than MinValue 1")]
    [InlineData("Type: Number", "many", "Parameters/P: \"many\" is not a number (Type Number)")]
    [InlineData("Type: String, AllowedValues: [x86_64, arm64]", "mips", "Parameters/P: \"mips\" is not one of AllowedValues x86_64, arm64")]
    [InlineData("Type: String, AllowedPattern: '[a-z]+', ConstraintDescription: lower case", "aB", "Parameters/P: \"aB\" does not match AllowedPattern [a-z]+ (lower case)")]
    [InlineData("Type: String, MinLength: 3", "ab", "Parameters/P: \"ab\" is shorter than MinLength 3")]
    [InlineData("Type: String, MaxLength: 3", "abcd", "Parameters/P: \"abcd\" is longer than MaxLength 3")]
    [InlineData("Type: CommaDelimitedList, AllowedPattern: '[a-z0-9-]+'", "eu-west-1, EU", "Parameters/P: \"EU\" does not match AllowedPattern [a-z0-9-]+")]
    [InlineData("Type: String, NoEcho: true, MinLength: 9", "secret", "Parameters/P: the value is shorter than MinLength 9")]
    [InlineData("Type: 'AWS::SSM::Parameter::Value<String>'", "x", "Parameters/P: is of type AWS::SSM::Parameter::Value<String>, which reads the Parameter Store; there is none here")]
    public void Value_outside_its_constraint_is_refused_by_name_value_and_constraint(string definition, string value, string expected)
    {
        var error = Evaluation.Error(With(definition), ("P", value));

        Assert.Equal(expected, error);
    }

    [Fact]
    public void Missing_value_without_a_default_is_an_error()
    {
        var error = Evaluation.Error(With("Type: String"));

        Assert.Equal("Parameters/P: has no default and no value was given", error);
    }

    [Fact]
    public void Unknown_parameter_is_an_error_that_lists_the_known_ones()
    {
        var error = Evaluation.Error(With("Type: String, Default: a"), ("Q", "1"));

        Assert.Equal("Parameters/Q: the template has no such parameter; it has: P", error);
    }

    [Fact]
    public void List_parameter_is_trimmed_and_joined()
    {
        var stack = Evaluation.Of(With("Type: CommaDelimitedList", "!Join ['|', !Ref P]"), ("P", "us-east-1, eu-west-1"));

        Assert.Equal("us-east-1|eu-west-1", stack.Outputs.Single().Value);
    }

    [Fact]
    public void List_inside_Sub_is_an_error_as_in_CloudFormation()
    {
        var error = Evaluation.Error(With("Type: CommaDelimitedList", "!Sub '${P}'"), ("P", "a,b"));

        Assert.Equal("Outputs/V/Value/Fn::Sub: variable P does not resolve to text", error);
    }

    [Fact]
    public void Secret_is_masked_in_the_model()
    {
        var stack = Evaluation.Of(With("Type: String, NoEcho: true"), ("P", "secret"));

        Assert.Equal("****", stack.Parameters["P"]);
    }

    [Theory]
    [InlineData("", "x", "Rules/Together: A and B go together")]
    [InlineData("x", "x", "")]
    [InlineData("never", "x", "")]
    public void Rule_ties_parameters_together(string a, string b, string expected)
    {
        const string Text = """
            Parameters: { A: { Type: String }, B: { Type: String } }
            Rules:
              Together:
                RuleCondition: !Not [!Contains [[never], !Ref A]]
                Assertions: [{ Assert: !Equals [!Ref A, !Ref B], AssertDescription: A and B go together }]
            Resources: {}
            """;

        var error = Record.Exception(() => Evaluation.Of(Text, ("A", a), ("B", b)));

        Assert.Equal(expected, error?.Message ?? "");
    }

    private static string With(string definition, string value = "!Ref P") => $$"""
        Parameters:
          P: { {{definition}} }
        Resources: {}
        Outputs:
          V: { Value: {{value}} }
        """;
}
