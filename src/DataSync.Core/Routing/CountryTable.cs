using System.Collections.Frozen;

namespace DataSync.Core.Routing;

/// <summary>
/// The countries of ISO 3166-1 alpha-2 (249 codes), each on one continent as GeoNames files it. The CloudFront Function has
/// the same table; a test compares them.
/// </summary>
public static class CountryTable
{
    private static readonly (string Continent, string Countries)[] Rows =
    [
        ("AF", "AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW KE KM LR LS LY MA MG ML MR MU MW MZ NA NE NG RE RW SC SD SH SL SN SO SS ST SZ TD TG TN TZ UG YT ZA ZM ZW"),
        ("AN", "AQ BV GS HM TF"),
        ("AS", "AE AF AM AZ BD BH BN BT CC CN CX GE HK ID IL IN IO IQ IR JO JP KG KH KP KR KW KZ LA LB LK MM MN MO MV MY NP OM PH PK PS QA SA SG SY TH TJ TM TR TW UZ VN YE"),
        ("EU", "AD AL AT AX BA BE BG BY CH CY CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS RU SE SI SJ SK SM UA VA"),
        ("NA", "AG AI AW BB BL BM BQ BS BZ CA CR CU CW DM DO GD GL GP GT HN HT JM KN KY LC MF MQ MS MX NI PA PM PR SV SX TC TT US VC VG VI"),
        ("OC", "AS AU CK FJ FM GU KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TL TO TV UM VU WF WS"),
        ("SA", "AR BO BR CL CO EC FK GF GY PE PY SR UY VE"),
    ];

    private static readonly FrozenDictionary<string, string> ContinentOfCountry =
        Rows.SelectMany(row => row.Countries.Split(' ').Select(country => (country, row.Continent)))
            .ToFrozenDictionary(pair => pair.country, pair => pair.Continent);

    /// <summary>The seven continents: AF, AN, AS, EU, NA, OC, SA.</summary>
    public static IReadOnlyList<string> Continents { get; } = [.. Rows.Select(row => row.Continent)];

    /// <summary>All countries' codes, in upper case.</summary>
    public static IReadOnlyCollection<string> Countries => ContinentOfCountry.Keys;

    /// <summary>The continent of a country; null for what is no country of the standard.</summary>
    /// <param name="country">Two letters, in upper case.</param>
    public static string? ContinentOf(string country) => ContinentOfCountry.GetValueOrDefault(country);
}
