namespace Cavum.Imaging;

/// <summary>Five-point scales, NI-RADS and the tumour-present rule.</summary>
public static class VisualTables
{
    /// <summary>Hopkins score of one site; ties with a reference fall to the lower score.</summary>
    public static DecisionTable HopkinsSite { get; } = DecisionTable.Parse("""
        table Hopkins site
        version 2014.1
        source Marcus et al. 2014, J Nucl Med 55:1411
        fact pattern: none focal diffuse
        fact liver: notAbove above markedly unknown
        fact vein: notAbove above unknown
        row HOPKINS-01 | pattern=none | 1 | No uptake was measured at this site.
        row HOPKINS-02 | pattern=diffuse, liver=above/markedly | 3 | Diffuse uptake above liver: likely inflammation.
        row HOPKINS-03 | pattern=diffuse, vein=above | 3 | Diffuse uptake above the jugular vein: likely inflammation.
        row HOPKINS-04 | pattern=diffuse, vein=notAbove | 1 | Diffuse uptake not above the jugular vein.
        row HOPKINS-05 | pattern=diffuse | 3 | Diffuse uptake with no vein reference: the less favourable of 1 and 3.
        row HOPKINS-06 | liver=markedly | 5 | Focal uptake markedly above liver: residual tumour.
        row HOPKINS-07 | liver=above | 4 | Focal uptake above liver: likely residual tumour.
        row HOPKINS-08 | vein=notAbove | 1 | Focal uptake not above the jugular vein: complete response.
        row HOPKINS-09 | liver=notAbove, vein=above | 2 | Focal uptake above the jugular vein, not above liver: likely complete.
        row HOPKINS-10 | liver=notAbove | 2 | Focal uptake not above liver, no vein reference: the less favourable of 1 and 2.
        row HOPKINS-11 | * | NE | Without a liver reference the site cannot be scored.
        """);

    /// <summary>Hopkins overall: the worst site; a new lesion is progression.</summary>
    public static DecisionTable Hopkins { get; } = DecisionTable.Parse("""
        table Hopkins
        version 2014.1
        source Marcus et al. 2014, J Nucl Med 55:1411
        fact newLesion: yes no
        fact worst: 1 2 3 4 5 none
        fact unscored: yes no differ
        row HOPKINS-20 | newLesion=yes | PD | New lesion: progressive disease.
        row HOPKINS-21 | worst=5 | 5 | Residual tumour at the worst site.
        row HOPKINS-22 | worst=4 | 4 | Likely residual tumour at the worst site.
        row HOPKINS-23 | unscored=differ | NE | The readers differ in kind and nobody adjudicated.
        row HOPKINS-24 | worst=none | NE | No site was scored.
        row HOPKINS-25 | unscored=yes | NE | A site was not scored and the others are negative.
        row HOPKINS-26 | worst=3 | 3 | Likely inflammation at the worst site.
        row HOPKINS-27 | worst=2 | 2 | Likely complete response at the worst site.
        row HOPKINS-28 | * | 1 | Complete response at every site.
        """);

    /// <summary>Deauville-like five points; not validated for nasopharyngeal carcinoma.</summary>
    public static DecisionTable Deauville { get; } = DecisionTable.Parse("""
        table Deauville-like
        version 2010.1
        source Barrington et al. 2010, Eur J Nucl Med Mol Imaging 37:1824
        fact reader: 1 2 3 4 5 X none disagree
        fact newUptake: tumour unlikely no
        fact uptake: none pool liver above markedly unknown
        row DEAUVILLE-01 | reader=1 | 1 | The reader's score.
        row DEAUVILLE-02 | reader=2 | 2 | The reader's score.
        row DEAUVILLE-03 | reader=3 | 3 | The reader's score.
        row DEAUVILLE-04 | reader=4 | 4 | The reader's score.
        row DEAUVILLE-05 | reader=5 | 5 | The reader's score.
        row DEAUVILLE-06 | reader=X | X | The reader's score.
        row DEAUVILLE-07 | reader=disagree | NE | The readers differ in kind and nobody adjudicated.
        row DEAUVILLE-08 | newUptake=tumour | 5 | New lesion.
        row DEAUVILLE-09 | uptake=markedly | 5 | Uptake markedly above liver.
        row DEAUVILLE-10 | uptake=above | 4 | Uptake moderately above liver.
        row DEAUVILLE-11 | uptake=unknown | NE | Uptake or its references are missing.
        row DEAUVILLE-12 | newUptake=unlikely | X | New uptake that is unlikely to be tumour.
        row DEAUVILLE-13 | uptake=liver | 3 | Uptake above the blood pool, not above liver.
        row DEAUVILLE-14 | uptake=pool | 2 | Uptake not above the blood pool.
        row DEAUVILLE-15 | * | 1 | No uptake above background.
        """);

    /// <summary>NI-RADS of the primary site from its findings.</summary>
    public static DecisionTable NiRadsPrimary { get; } = DecisionTable.Parse("""
        table NI-RADS primary
        version 2018.1
        source Aiken et al. 2018, J Am Coll Radiol 15:1097
        fact proven: yes no
        fact prior: yes no
        fact mass: yes no unknown
        fact mucosal: yes no
        fact deep: yes no
        fact fdg: none mild moderate intense diffuse unknown
        row NIRADS-P1 | proven=yes | 4 | Pathologically proven or definite progression.
        row NIRADS-P2 | prior=no | 0 | Prior imaging is missing: addendum when it comes.
        row NIRADS-P3 | mass=yes, fdg=none | 2b | New or growing mass without FDG: discordant.
        row NIRADS-P4 | mass=yes | 3 | New or growing discrete mass.
        row NIRADS-P5 | fdg=intense | 3 | Focal intense FDG.
        row NIRADS-P6 | mucosal=yes | 2a | Focal mucosal enhancement or FDG: direct inspection.
        row NIRADS-P7 | deep=yes | 2b | Deep ill-defined tissue with at most moderate FDG: short follow-up.
        row NIRADS-P8 | fdg=mild/moderate | 2b | FDG without a mass: discordant.
        row NIRADS-P9 | mass=unknown | NE | The findings of the primary site are not stated.
        row NIRADS-P10 | * | 1 | Expected change after treatment.
        """);

    /// <summary>NI-RADS of the neck from its findings.</summary>
    public static DecisionTable NiRadsNeck { get; } = DecisionTable.Parse("""
        table NI-RADS neck
        version 2018.1
        source Aiken et al. 2018, J Am Coll Radiol 15:1097
        fact proven: yes no
        fact prior: yes no
        fact enlarging: yes no unknown
        fact necrosis: yes no
        fact residual: yes no unknown
        fact fdg: none mild moderate intense diffuse unknown
        row NIRADS-N1 | proven=yes | 4 | Pathologically proven or definite progression.
        row NIRADS-N2 | prior=no | 0 | Prior imaging is missing: addendum when it comes.
        row NIRADS-N3 | enlarging=yes, necrosis=yes | 3 | New or enlarging node with necrosis or extranodal extension.
        row NIRADS-N4 | fdg=intense | 3 | Focal intense FDG in a node.
        row NIRADS-N5 | enlarging=yes | 2 | Enlarging node without clear features.
        row NIRADS-N6 | residual=yes, fdg=mild/moderate/unknown | 2 | Residual node with at most moderate FDG, or without PET.
        row NIRADS-N7 | enlarging=unknown, residual=unknown | NE | The findings of the neck are not stated.
        row NIRADS-N8 | * | 1 | No residual abnormal node, or none with FDG.
        """);

    /// <summary>NI-RADS overall: the worse of primary and neck.</summary>
    public static DecisionTable NiRads { get; } = DecisionTable.Parse("""
        table NI-RADS
        version 2018.1
        source Aiken et al. 2018, J Am Coll Radiol 15:1097
        fact primary: 0 1 2 2a 2b 3 4 NE
        fact neck: 0 1 2 2a 2b 3 4 NE
        fact readersDiffer: yes no
        row NIRADS-01 | primary=4 | 4 | Proven or definite recurrence at the primary site.
        row NIRADS-02 | neck=4 | 4 | Proven or definite recurrence in the neck.
        row NIRADS-03 | primary=3 | 3 | High suspicion at the primary site: biopsy.
        row NIRADS-04 | neck=3 | 3 | High suspicion in the neck: biopsy.
        row NIRADS-05 | readersDiffer=yes | NE | The readers differ in kind and nobody adjudicated.
        row NIRADS-06 | primary=2b | 2b | Low suspicion, deep: short follow-up or PET.
        row NIRADS-07 | primary=2a, neck=2/2a/2b | 2b | Low suspicion at both: short follow-up as well as inspection.
        row NIRADS-08 | primary=2a | 2a | Low suspicion, mucosal: direct inspection.
        row NIRADS-09 | primary=2 | 2 | Low suspicion at the primary site.
        row NIRADS-10 | neck=2/2a/2b | 2 | Low suspicion in the neck: short follow-up or PET.
        row NIRADS-11 | primary=0 | 0 | Incomplete: prior imaging is missing.
        row NIRADS-12 | neck=0 | 0 | Incomplete: prior imaging is missing.
        row NIRADS-13 | primary=NE, neck=NE | NE | NI-RADS was not read; it needs contrast-enhanced imaging.
        row NIRADS-14 | * | 1 | No evidence of recurrence where it was read.
        """);

    /// <summary>Whether there is tumour at 3 months: the study's rule.</summary>
    public static DecisionTable TumourPresent { get; } = DecisionTable.Parse("""
        table Tumour present
        version 2026.1
        source Study rule; Liu 2020, Cancer Med (doi 10.1002/cam4.2790) for Hopkins in NPC
        fact pathology: proven no
        fact gate: open early unknown
        fact verdict: positive negative indeterminate none
        fact hopkins: positive negative unknown
        fact niRads: positive indeterminate negative notUsed
        fact progressionAboveLiver: yes no
        fact newLesionConfirmed: yes no
        fact measurable: yes no unknown
        fact unconfirmedProgression: yes no
        row TUMOUR-01 | pathology=proven | positive | NI-RADS 4: pathology or definite progression, at any time.
        row TUMOUR-02 | gate=early | indeterminate | Not evaluable before 12 weeks: uptake of inflammation may look like tumour.
        row TUMOUR-03 | gate=unknown | indeterminate | Not evaluable: without dates nobody knows whether 12 weeks have passed.
        row TUMOUR-04 | verdict=positive | positive | The adjudicating reader's answer.
        row TUMOUR-05 | verdict=negative | negative | The adjudicating reader's answer.
        row TUMOUR-06 | verdict=indeterminate | indeterminate | The adjudicating reader's answer.
        row TUMOUR-07 | hopkins=positive | positive | Hopkins 4 or 5.
        row TUMOUR-08 | niRads=positive | positive | NI-RADS 3.
        row TUMOUR-09 | progressionAboveLiver=yes | positive | Metabolic progression with a lesion above liver.
        row TUMOUR-10 | newLesionConfirmed=yes | positive | A new lesion that was confirmed.
        row TUMOUR-11 | niRads=indeterminate | indeterminate | NI-RADS 0 or 2.
        row TUMOUR-12 | unconfirmedProgression=yes | indeterminate | Unconfirmed progression: pseudo-progression is possible.
        row TUMOUR-13 | hopkins=negative, measurable=no | negative | Hopkins 1 to 3 at every site, NI-RADS 1 or not used, nothing above the PERCIST bar.
        row TUMOUR-14 | hopkins=negative, measurable=yes | indeterminate | Discordant: Hopkins is negative but a lesion is above the PERCIST bar.
        row TUMOUR-15 | hopkins=negative | indeterminate | Hopkins is negative but no reference tells whether a lesion is above the PERCIST bar.
        row TUMOUR-16 | * | indeterminate | Neither the positive nor the negative rule is met.
        """);
}
