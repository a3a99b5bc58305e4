namespace Cavum.Imaging;

/// <summary>RECIST 1.1 and iRECIST.</summary>
public static class AnatomicTables
{
    /// <summary>RECIST 1.1, target lesions of one time point.</summary>
    public static DecisionTable RecistTarget { get; } = DecisionTable.Parse("""
        table RECIST 1.1 target
        version 2009.1
        source Eisenhauer et al. 2009, Eur J Cancer 45:228
        fact targets: yes none
        fact missing: yes no
        fact gone: yes no
        fact rise: yes no
        fact fall: yes no
        row RECIST-T1 | targets=none | none | No target lesion was chosen at baseline.
        row RECIST-T2 | missing=no, gone=yes | CR | All targets are gone; nodes are below 10 mm.
        row RECIST-T3 | rise=yes | PD | The sum is at least 20 % and 5 mm above its nadir.
        row RECIST-T4 | missing=yes | NE | A target was not measured and progression is not certain from the others.
        row RECIST-T5 | fall=yes | PR | The sum is at least 30 % below baseline.
        row RECIST-T6 | * | SD | Neither response nor progression.
        """);

    /// <summary>RECIST 1.1, overall response of one time point.</summary>
    public static DecisionTable Recist { get; } = DecisionTable.Parse("""
        table RECIST 1.1
        version 2009.1
        source Eisenhauer et al. 2009, Eur J Cancer 45:228, tables 1 and 2
        fact target: CR PR SD PD NE none
        fact nonTarget: CR nonCrNonPd PD NE none
        fact newLesion: yes no
        row RECIST-01 | newLesion=yes | PD | New lesion.
        row RECIST-02 | target=PD | PD | Target lesions progressed.
        row RECIST-03 | nonTarget=PD | PD | Non-target lesions progressed unequivocally.
        row RECIST-04 | target=CR, nonTarget=CR/none | CR | Targets and non-targets are gone.
        row RECIST-05 | target=CR, nonTarget=nonCrNonPd | PR | Targets are gone, non-targets persist.
        row RECIST-06 | target=CR | PR | Targets are gone, non-targets were not all evaluated.
        row RECIST-07 | target=PR | PR | Targets responded, non-targets did not progress.
        row RECIST-08 | target=SD | SD | Targets are stable, non-targets did not progress.
        row RECIST-09 | target=NE | NE | Targets were not all evaluated.
        row RECIST-10 | nonTarget=CR | CR | Non-target disease only, and it is gone.
        row RECIST-11 | nonTarget=nonCrNonPd | nonCrNonPd | Non-target disease only, and it persists.
        row RECIST-12 | * | NE | Nothing was evaluated.
        """);

    /// <summary>iRECIST, one time point, given whether an earlier iUPD still stands.</summary>
    public static DecisionTable IRecist { get; } = DecisionTable.Parse("""
        table iRECIST
        version 2017.1
        source Seymour et al. 2017, Lancet Oncol 18:e143, tables 2 and 3
        fact earlier: none iUPD iCPD
        fact interval: early inTime late unstated
        fact target: iCR iPR iSD iUPD NE none
        fact nonTarget: iCR nonIcrNonIupd iUPD NE none
        fact newLesion: yes no
        fact sumGrew: yes no
        fact nonTargetGrew: yes no
        fact newGrew: yes no
        fact otherCategory: yes no
        row iRECIST-01 | earlier=iCPD | iCPD | Progression was confirmed earlier.
        row iRECIST-02 | earlier=iUPD, interval=early, target=iUPD | iUPD | Less than 4 weeks after iUPD: this scan cannot confirm.
        row iRECIST-03 | earlier=iUPD, interval=early, nonTarget=iUPD | iUPD | Less than 4 weeks after iUPD: this scan cannot confirm.
        row iRECIST-04 | earlier=iUPD, interval=early, newLesion=yes | iUPD | Less than 4 weeks after iUPD: this scan cannot confirm.
        row iRECIST-05 | earlier=iUPD, otherCategory=yes | iCPD | RECIST progression now also in a category that had none: confirmed.
        row iRECIST-06 | earlier=iUPD, target=iUPD, sumGrew=yes | iCPD | The target sum grew by a further 5 mm or more: confirmed.
        row iRECIST-07 | earlier=iUPD, nonTarget=iUPD, nonTargetGrew=yes | iCPD | Non-target disease grew further: confirmed.
        row iRECIST-08 | earlier=iUPD, newLesion=yes, newGrew=yes | iCPD | New lesions grew or became more: confirmed.
        row iRECIST-09 | newLesion=yes | iUPD | New lesion: unconfirmed progression.
        row iRECIST-10 | target=iUPD | iUPD | Target progression: unconfirmed.
        row iRECIST-11 | nonTarget=iUPD | iUPD | Non-target progression: unconfirmed.
        row iRECIST-12 | target=iCR, nonTarget=iCR/none | iCR | Everything is gone.
        row iRECIST-13 | target=iCR | iPR | Targets are gone, non-targets persist or were not all evaluated.
        row iRECIST-14 | target=iPR | iPR | Targets responded.
        row iRECIST-15 | target=iSD | iSD | Targets are stable.
        row iRECIST-16 | target=NE | NE | Targets were not all evaluated.
        row iRECIST-17 | nonTarget=iCR | iCR | Non-target disease only, and it is gone.
        row iRECIST-18 | nonTarget=nonIcrNonIupd | nonIcrNonIupd | Non-target disease only, and it persists.
        row iRECIST-19 | * | NE | Nothing was evaluated.
        """);

    /// <summary>Best overall response by iRECIST: confirmation of response is not asked for.</summary>
    public static DecisionTable IRecistBest { get; } = DecisionTable.Parse("""
        table iRECIST best overall response
        version 2017.1
        source Seymour et al. 2017, Lancet Oncol 18:e143, table 3
        fact bestBeforeConfirmation: iCR iPR iSD nonIcrNonIupd none
        fact confirmed: yes no
        fact unconfirmed: yes no
        row iBOR-1 | bestBeforeConfirmation=iCR | iCR | Complete response at a time point before any confirmed progression.
        row iBOR-2 | bestBeforeConfirmation=iPR | iPR | Partial response at a time point before any confirmed progression.
        row iBOR-3 | bestBeforeConfirmation=iSD | iSD | Stable disease at a time point before any confirmed progression.
        row iBOR-4 | bestBeforeConfirmation=nonIcrNonIupd | nonIcrNonIupd | Persisting non-target disease before any confirmed progression.
        row iBOR-5 | confirmed=yes | iCPD | Confirmed progression and no response before it.
        row iBOR-6 | unconfirmed=yes | iUPD | Progression that was never confirmed.
        row iBOR-7 | * | NE | No time point was evaluable.
        """);
}
