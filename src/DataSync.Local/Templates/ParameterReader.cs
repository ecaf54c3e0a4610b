namespace DataSync.Local.Templates;

/// <summary>Reads AWS::SSM::Parameter. Whether name and value are fit is the Parameter Store's matter.</summary>
internal static class ParameterReader
{
    public static LocalParameter Read(string id, string name, PropertyReader properties)
    {
        properties.Ignore("Name", "Tags", "DataType", "Policies");
        var parameter = new LocalParameter(id, name, properties.RequiredText("Type"), properties.RequiredText("Value"))
        {
            Description = properties.Text("Description"),
            AllowedPattern = properties.Text("AllowedPattern"),
            Tier = properties.Text("Tier"),
        };
        properties.WarnUnread();
        return parameter.Type is "String" or "StringList"
            ? parameter
            : throw new TemplateException(properties.Place + "/Type", $"{parameter.Type} is neither String nor StringList; CloudFormation makes no others");
    }
}
