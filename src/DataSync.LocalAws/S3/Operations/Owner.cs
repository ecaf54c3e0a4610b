using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using DataSync.LocalAws.S3.Wire;

namespace DataSync.LocalAws.S3.Operations;

/// <summary>The one owner of everything.</summary>
internal sealed class Owner(string accountId)
{
    /// <summary>The canonical id: 64 hexadecimal digits that stand for the account.</summary>
    public string Id { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(accountId)));

    public XElement Render(string element = "Owner") => S3Xml.Element(element, S3Xml.Element("ID", Id));

    /// <summary>The only access list there is: the owner may do everything.</summary>
    public XElement RenderAccess()
    {
        XNamespace instance = "http://www.w3.org/2001/XMLSchema-instance";
        var grantee = Render("Grantee");
        grantee.Add(new XAttribute(XNamespace.Xmlns + "xsi", instance), new XAttribute(instance + "type", "CanonicalUser"));
        return S3Xml.Element(
            "AccessControlPolicy",
            Render(),
            S3Xml.Element("AccessControlList", S3Xml.Element("Grant", grantee, S3Xml.Element("Permission", "FULL_CONTROL"))));
    }
}
