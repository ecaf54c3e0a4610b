using DataSync.Local.Templates;
using DataSync.Local.Tests.Templates;
using DataSync.Tests.Shared;

namespace DataSync.Local.Tests.Hosting;

/// <summary>Parameters of the Parameter Store that a template makes.</summary>
public sealed class ParameterHostTests
{
    private const string Template = """
        Parameters: { NamePrefix: { Type: String, Default: datasync } }
        Resources:
          State:
            Type: AWS::SSM::Parameter
            Properties: { Name: !Sub '/${NamePrefix}/serving-state', Type: String, Value: serving, Description: whether users are served, AllowedPattern: '^(serving|draining( .*)?)$' }
          Reader:
            Type: AWS::Serverless::Function
            Properties: { FunctionName: reader, Handler: environment, Environment: { Variables: { STATE: !Ref State, FIRST: !GetAtt State.Value } } }
        """;

    [Fact]
    public void Parameter_is_referred_to_by_its_name()
    {
        var stack = Evaluation.Of(Template);

        var parameter = Assert.Single(stack.StoredParameters);
        Assert.Equal(new LocalParameter("State", "/datasync/serving-state", "String", "serving") { Description = "whether users are served", AllowedPattern = "^(serving|draining( .*)?)$" }, parameter);
        Assert.Equal(("/datasync/serving-state", "serving"), (stack.Functions[0].Environment["STATE"], stack.Functions[0].Environment["FIRST"]));
        Assert.Empty(stack.Warnings);
        Assert.Contains("parameter /datasync/serving-state: String serving", LocalPlan.Describe([stack]), StringComparison.Ordinal);
    }

    [Fact]
    public void Secure_text_is_refused_as_CloudFormation_does()
    {
        var error = Evaluation.Error("Resources: { P: { Type: AWS::SSM::Parameter, Properties: { Type: SecureString, Value: x } } }");

        Assert.Equal("Resources/P/Properties/Type: SecureString is neither String nor StringList; CloudFormation makes no others", error);
    }

    [SkippableFact]
    public async Task Operator_changes_it_in_one_region_only()
    {
        AwsCommand.Require();
        await using var fixture = await HostFixture.StartAsync(Template);
        var aws = new AwsCommand(fixture.Host.Endpoint, "eu-west-1");

        await aws.RunAsync("ssm", "put-parameter", "--name", "/datasync/serving-state", "--value", "draining", "--overwrite");

        Assert.Equal("draining", fixture.Host.Cloud.Ssm.Find("eu-west-1", "/datasync/serving-state"));
        Assert.Equal("serving", fixture.Host.Cloud.Ssm.Find("us-east-1", "/datasync/serving-state"));
    }
}
