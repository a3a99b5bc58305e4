namespace Cavum.Imaging;

/// <summary>Metabolic response tables: PERCIST, EORTC and the criteria of immunotherapy, each one a text a physician can check.</summary>
/// <remarks>Where a paper leaves a boundary open, the row says the choice; <c>docs/methods/pet-criteria.md</c> says why.</remarks>
public static class MetabolicTables
{
    /// <summary>PERCIST 1.0: fall or rise of the hottest SULpeak by 30 % and 0.8 SUL; boundaries count as reached.</summary>
    public static DecisionTable Percist { get; } = DecisionTable.Parse("""
        table PERCIST 1.0
        version 2009.1
        source Wahl et al. 2009, J Nucl Med 50 Suppl 1:122S; O et al. 2016, Radiology 280:576
        fact lesionTables: yes no
        fact basis: sul suvbw none
        fact measurable: yes no unknown
        fact comparable: yes no unstated
        fact newLesion: yes no
        fact cleared: yes no
        fact rise: yes no
        fact tlgRise: yes no unknown
        fact extent: yes no
        fact fall: yes no
        fact riseElsewhere: yes no
        row PERCIST-01 | lesionTables=no | NE | A lesion table of baseline or follow-up is missing.
        row PERCIST-02 | basis=none | NE | SUL cannot be computed (it needs sex, height and weight) and SUVbw may not stand in.
        row PERCIST-03 | measurable=unknown | NE | Without a liver or blood-pool reference nobody knows whether baseline disease is measurable.
        row PERCIST-04 | measurable=no | NE | No baseline lesion reaches the bar of measurable disease.
        row PERCIST-05 | comparable=no | NE | The two scans are not comparable.
        row PERCIST-06 | newLesion=yes | PMD | A new FDG-avid lesion typical of cancer.
        row PERCIST-07 | cleared=yes | CMR | Every lesion is below mean liver and nothing is new.
        row PERCIST-08 | rise=yes | PMD | The hottest SULpeak rose by at least 30 % and 0.8.
        row PERCIST-09 | tlgRise=yes | PMD | TLG of the up to five hottest lesions rose by more than 75 %.
        row PERCIST-10 | extent=yes | PMD | The reader sees the extent of uptake grown.
        row PERCIST-11 | fall=yes, riseElsewhere=yes | SMD | The hottest fell, but another lesion rose by more than 30 %: not a partial response.
        row PERCIST-12 | fall=yes | PMR | The hottest SULpeak fell by at least 30 % and 0.8.
        row PERCIST-13 | * | SMD | None of the changes that define response or progression.
        """);

    /// <summary>Anatomy against PERCIST: when the paper asks for another look.</summary>
    public static DecisionTable PercistVerification { get; } = DecisionTable.Parse("""
        table PERCIST verification
        version 2009.1
        source Wahl et al. 2009, J Nucl Med 50 Suppl 1:122S
        fact percist: CMR PMR SMD PMD NE
        fact progressedByNewLesion: yes no
        fact anatomy: CR PR SD PD NE
        row PERCIST-V1 | percist=CMR, anatomy=PD | repeat | Complete metabolic response with anatomical progression: repeat in about one month.
        row PERCIST-V2 | percist=PMD, progressedByNewLesion=no, anatomy=CR/PR | verify | Metabolic progression while anatomy responds: verify.
        row PERCIST-V3 | * | none | Anatomy does not ask for verification.
        """);

    /// <summary>EORTC 1999: SUV of the baseline regions.</summary>
    public static DecisionTable Eortc { get; } = DecisionTable.Parse("""
        table EORTC
        version 1999.2
        source Young et al. 1999, Eur J Cancer 35:1773
        fact lesionTables: yes no
        fact uptake: known unknown none
        fact newUptake: yes no
        fact cleared: yes no
        fact rise: yes no
        fact regionRise: yes no
        fact extent: yes no
        fact fall: large medium small
        fact cycles: one more
        row EORTC-01 | lesionTables=no | NE | A lesion table of baseline or follow-up is missing.
        row EORTC-02 | newUptake=yes | PMD | New uptake in a metastatic site.
        row EORTC-03 | uptake=none | NE | Baseline has no region to follow.
        row EORTC-04 | cleared=yes | CMR | Uptake is no longer distinguishable from surrounding tissue.
        row EORTC-05 | uptake=unknown | NE | No one kind of SUV is known for every baseline region on both scans.
        row EORTC-06 | rise=yes | PMD | SUV of the baseline regions rose by more than 25 %.
        row EORTC-07 | regionRise=yes | PMD | SUV of one baseline region rose by more than 25 %.
        row EORTC-08 | extent=yes | PMD | The extent of uptake grew by more than 20 %.
        row EORTC-09 | fall=large | PMR | SUV fell by more than 25 %.
        row EORTC-10 | fall=medium, cycles=one | PMR | SUV fell by 15 to 25 % after one cycle.
        row EORTC-11 | fall=medium, cycles=more | SMD | EORTC_GAP_15_25: a fall of 15 to 25 % after more than one cycle has no class in print; reported as stable.
        row EORTC-12 | * | SMD | SUV rose by at most 25 % or fell by less than 15 %.
        """);

    /// <summary>iPERCIST: PERCIST progression is unconfirmed until a second PET at 4 to 8 weeks.</summary>
    public static DecisionTable IPercist { get; } = DecisionTable.Parse("""
        table iPERCIST
        version 2019.1
        source Goldfarb et al. 2019, EJNMMI Res 9:8
        fact percist: CMR PMR SMD PMD NE
        fact earlier: none uPMD cPMD
        fact interval: early within late unstated
        row iPERCIST-01 | earlier=cPMD | cPMD | Progression was confirmed earlier.
        row iPERCIST-02 | percist=NE | NE | PERCIST is not evaluable.
        row iPERCIST-03 | earlier=none, percist=PMD | uPMD | First progression: unconfirmed, a second PET at 4 to 8 weeks decides.
        row iPERCIST-04 | earlier=uPMD, percist=PMD, interval=early | uPMD | Progression seen again before 4 weeks does not confirm.
        row iPERCIST-05 | earlier=uPMD, percist=PMD, interval=late | uPMD | Progression seen again after 8 weeks: the confirmation was overdue and is still wanting.
        row iPERCIST-06 | earlier=uPMD, percist=PMD | cPMD | Progression at the second PET: confirmed.
        row iPERCIST-07 | earlier=uPMD, percist=SMD | SMD | No longer progression: the earlier uPMD is cleared (pseudo-progression).
        row iPERCIST-08 | earlier=uPMD, percist=PMR | PMR | Response after uPMD: the earlier uPMD is cleared (pseudo-progression).
        row iPERCIST-09 | earlier=uPMD, percist=CMR | CMR | Complete response after uPMD: the earlier uPMD is cleared (pseudo-progression).
        row iPERCIST-10 | percist=SMD | SMD | As PERCIST.
        row iPERCIST-11 | percist=PMR | PMR | As PERCIST.
        row iPERCIST-12 | * | CMR | As PERCIST.
        """);

    /// <summary>PERCIMT: new lesions are counted by functional size; a few small ones are no progression.</summary>
    public static DecisionTable Percimt { get; } = DecisionTable.Parse("""
        table PERCIMT
        version 2018.2
        source Anwar et al. 2018, Eur J Nucl Med Mol Imaging 45:376
        fact lesionTables: yes no
        fact manyNew: yes no unknown
        fact newLesion: yes no
        fact gone: all some none noBaseline
        row PERCIMT-01 | lesionTables=no | NE | A lesion table of baseline or follow-up is missing.
        row PERCIMT-02 | manyNew=yes | PMD | Four or more new lesions, or three above 1.0 cm, or two above 1.5 cm.
        row PERCIMT-03 | manyNew=unknown | NE | New lesions of unknown size: whether they are many and large enough is not known.
        row PERCIMT-04 | gone=noBaseline | NE | Baseline has no lesion to follow.
        row PERCIMT-05 | gone=all, newLesion=no | CMR | All lesions are gone and none is new.
        row PERCIMT-06 | gone=some, newLesion=no | PMR | Some lesions are gone and none is new.
        row PERCIMT-07 | newLesion=yes | SMD | Few or small new lesions alone are not progression.
        row PERCIMT-08 | * | SMD | No lesion is gone and none is new.
        """);

    /// <summary>imPERCIST5: the sum of up to five SULpeak, new lesions among them; a new lesion alone is no progression.</summary>
    public static DecisionTable ImPercist5 { get; } = DecisionTable.Parse("""
        table imPERCIST5
        version 2019.2
        source Ito et al. 2019, J Nucl Med 60:335
        fact lesionTables: yes no
        fact basis: sul suvbw none
        fact measurable: yes no unknown
        fact comparable: yes no unstated
        fact newUnmeasured: yes no
        fact cleared: yes no
        fact rise: yes no
        fact fall: yes no
        row imPERCIST5-01 | lesionTables=no | NE | A lesion table of baseline or follow-up is missing.
        row imPERCIST5-02 | basis=none | NE | SUL cannot be computed (it needs sex, height and weight) and SUVbw may not stand in.
        row imPERCIST5-03 | measurable=unknown | NE | Without a liver or blood-pool reference nobody knows whether baseline disease is measurable.
        row imPERCIST5-04 | measurable=no | NE | No baseline lesion reaches the bar of measurable disease.
        row imPERCIST5-05 | comparable=no | NE | The two scans are not comparable.
        row imPERCIST5-06 | newUnmeasured=yes | NE | New lesions were stated but not measured: they might enter the sum.
        row imPERCIST5-07 | cleared=yes | CMR | Every lesion, new ones included, is below mean liver.
        row imPERCIST5-08 | rise=yes | PMD | The sum of up to five SULpeak rose by at least 30 %.
        row imPERCIST5-09 | fall=yes | PMR | The sum of up to five SULpeak fell by at least 30 %.
        row imPERCIST5-10 | * | SMD | The sum changed by less than 30 %; new lesions alone are not progression.
        """);

    /// <summary>PECRIT: RECIST 1.1, with stable disease split by the rise of the hottest SULpeak.</summary>
    public static DecisionTable Pecrit { get; } = DecisionTable.Parse("""
        table PECRIT
        version 2017.1
        source Cho et al. 2017, J Nucl Med 58:1421
        fact recist: CR PR SD PD NE
        fact hottest: above notAbove unknown
        row PECRIT-01 | recist=NE | NE | RECIST 1.1 is not evaluable.
        row PECRIT-02 | recist=CR | CMR | RECIST 1.1 complete response.
        row PECRIT-03 | recist=PR | PMR | RECIST 1.1 partial response.
        row PECRIT-04 | recist=PD | PMD | RECIST 1.1 progression.
        row PECRIT-05 | hottest=unknown | NE | RECIST 1.1 is stable and the change of the hottest SULpeak is not known.
        row PECRIT-06 | hottest=above | SMD | Stable by RECIST 1.1 and the hottest SULpeak rose by more than 15.5 %: clinical benefit.
        row PECRIT-07 | * | PMD | Stable by RECIST 1.1 but the hottest SULpeak changed by at most +15.5 %.
        """);
}
