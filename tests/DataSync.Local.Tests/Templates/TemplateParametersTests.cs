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
    [InlineData("Type: 'AWS::SSM::Parameter::Value<List<String>>'", "x", "Parameters/P: is of type AWS::SSM::Parameter::Value<List<String>>, which reads the Parameter Store; there is none here")]
    [InlineData("Type: Text", "x", "Parameters/P: Text is not a type of parameters")]
    [InlineData("Type: List<String>", "x", "Parameters/P: List<String> is not a type of parameters")]
    [InlineData("Type: String, Allowed: [x]", "x", "Parameters/P: Allowed is not an attribute of a parameter")]
    [InlineData("Type: List<Number>", "1, two", "Parameters/P: \"two\" is not a number (Type Number)")]
    [InlineData("Type: CommaDelimitedList, AllowedValues: [a, b]", "a,c", "Parameters/P: \"c\" is not one of AllowedValues a, b")]
    [InlineData("Type: String, AllowedPattern: 'a|b'", "ab", "Parameters/P: \"ab\" does not match AllowedPattern a|b")]
    [InlineData("Type: Number, MinValue: low", "1", "Parameters/P: MinValue low is not a number")]
    public void Value_outside_its_constraint_is_refused_by_name_value_and_constraint(string definition, string value, string expected)
    {
        var error = Evaluation.Error(With(definition), ("P", value));

        Assert.Equal(expected, error);
    }

    [Theory]
    [InlineData("Type: String, MinLength: 2, MaxLength: 3, AllowedPattern: '[a-z]*'", "abc")]
    [InlineData("Type: Number, MinValue: -1, MaxValue: 1.5", "1.5")]
    [InlineData("Type: Number, AllowedValues: [1, 2]", "2")]
    [InlineData("Type: AWS::EC2::VPC::Id", "vpc-1")]
    [InlineData("Type: AWS::SSM::Parameter::Name", "/a/b")]
    public void Value_within_its_constraints_is_taken_as_it_is(string definition, string value)
    {
        Assert.Equal(value, Evaluation.Of(With(definition), ("P", value)).Outputs.Single().Value);
    }

    [Theory]
    [InlineData("List<Number>", "1, 2", "1|2")]
    [InlineData("List<AWS::EC2::Subnet::Id>", "subnet-1,subnet-2", "subnet-1|subnet-2")]
    [InlineData("CommaDelimitedList", "", "")]
    public void List_of_any_kind_is_a_list(string type, string value, string expected)
    {
        Assert.Equal(expected, Evaluation.Of(With("Type: " + type, "!Join ['|', !Ref P]"), ("P", value)).Outputs.Single().Value);
    }

    [Fact]
    public void Pattern_that_is_none_is_named()
    {
        var error = Evaluation.Error(With("Type: String, AllowedPattern: '('"), ("P", "x"));

        Assert.StartsWith("Parameters/P: AllowedPattern ( is not a regular expression: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Default_is_held_to_the_constraints_too()
    {
        var error = Evaluation.Error(With("Type: Number, Default: 5, MaxValue: 4"));

        Assert.Equal("Parameters/P: \"5\" is more than MaxValue 4", error);
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

    [Theory]
    [InlineData("!EachMemberEquals [!Ref L, a]", "a,a", true)]
    [InlineData("!EachMemberEquals [!Ref L, a]", "a,b", false)]
    [InlineData("!EachMemberIn [!Ref L, [a, b]]", "b,a,b", true)]
    [InlineData("!EachMemberIn [!Ref L, [a, b]]", "a,c", false)]
    public void Rule_can_look_at_every_member_of_a_list(string assertion, string list, bool holds)
    {
        var text = $$"""
            Parameters: { L: { Type: CommaDelimitedList } }
            Rules: { Members: { Assertions: [{ Assert: {{assertion}} }] } }
            Resources: {}
            """;

        var error = Record.Exception(() => Evaluation.Of(text, ("L", list)));

        Assert.Equal(holds ? null : "Rules/Members: the assertion is false", error?.Message);
    }

    private static string With(string definition, string value = "!Ref P") => $$"""
        Parameters:
          P: { {{definition}} }
        Resources: {}
        Outputs:
          V: { Value: {{value}} }
        """;
}
