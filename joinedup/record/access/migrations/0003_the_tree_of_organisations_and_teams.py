# The tree of organisations, their sites and teams, posts in teams, and the roles of everyone who works in a place.

import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0002_clinical_safety_officer'),
    ]

    operations = [
        migrations.CreateModel(
            name='Served',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
        ),
        migrations.CreateModel(
            name='Site',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ods_code', models.CharField(max_length=12, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('opened_on', models.DateField(null=True)),
                ('closed_on', models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Team',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('kind', models.CharField(choices=[('practice', 'Practice team'), ('neighbourhood', 'Neighbourhood team'), ('community', 'Community team'), ('ward', 'Ward'), ('hub', 'Hub or flow centre'), ('social', 'Social care team'), ('home', 'Care home team'), ('voluntary', 'Voluntary group'), ('other', 'Other team')], max_length=20)),
                ('opened_on', models.DateField(null=True)),
                ('closed_on', models.DateField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='post',
            name='one_open_post_for_each_account_role_and_organisation',
        ),
        migrations.AddField(
            model_name='organisation',
            name='belongs',
            field=models.CharField(blank=True, choices=[('sub_division', 'Is a sub-division of'), ('operated_by', 'Is operated by'), ('commissioned_by', 'Is commissioned by'), ('partner_to', 'Is a partner to')], default='', max_length=20),
        ),
        migrations.AddField(
            model_name='organisation',
            name='closed_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='organisation',
            name='opened_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='organisation',
            name='parent',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='below', to='access.organisation'),
        ),
        migrations.AlterField(
            model_name='post',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='access.organisation'),
        ),
        migrations.AlterField(
            model_name='post',
            name='role',
            field=models.CharField(choices=[('gp', 'GP'), ('nurse', 'Practice nurse'), ('community_nurse', 'Community nurse'), ('care_navigator', 'Care navigator'), ('link_worker', 'Social prescribing link worker'), ('health_coach', 'Health and wellbeing coach'), ('key_worker', 'Key worker'), ('hub_clinician', 'Hub clinician'), ('call_handler', 'Call handler'), ('out_of_hours_gp', 'Out-of-hours GP'), ('ward_staff', 'Ward staff'), ('discharge_coordinator', 'Discharge coordinator'), ('flow_coordinator', 'Patient flow coordinator'), ('social_worker', 'Social worker'), ('reablement_worker', 'Reablement worker'), ('care_home_staff', 'Care home staff'), ('paramedic', 'Paramedic'), ('volunteer', 'Volunteer'), ('commissioner', 'Commissioner'), ('public_health', 'Public health specialist'), ('analyst', 'Analyst'), ('data_steward', 'Data steward'), ('privacy_officer', 'Information governance lead'), ('safety_officer', 'Clinical safety officer'), ('administrator', 'System administrator')], max_length=30),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('belongs', ''), ('parent', None)), models.Q(('parent__isnull', False), models.Q(('belongs', ''), _negated=True)), _connector='OR'), name='an_organisation_says_how_it_belongs_to_the_one_above'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('parent', models.F('id')), _negated=True), name='an_organisation_is_not_above_itself'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('opened_on', None), ('closed_on', None), ('closed_on__gte', models.F('opened_on')), _connector='OR'), name='an_organisation_closes_after_it_opens'),
        ),
        migrations.AddField(
            model_name='served',
            name='practice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='served_by', to='access.organisation'),
        ),
        migrations.AddField(
            model_name='site',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sites', to='access.organisation'),
        ),
        migrations.AddField(
            model_name='team',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='teams', to='access.organisation'),
        ),
        migrations.AddField(
            model_name='team',
            name='site',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='teams', to='access.site'),
        ),
        migrations.AddField(
            model_name='served',
            name='team',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='serves', to='access.team'),
        ),
        migrations.AddField(
            model_name='post',
            name='team',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='access.team'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.UniqueConstraint(models.F('account'), models.F('organisation'), models.F('role'), django.db.models.functions.comparison.Coalesce('team', 0), condition=models.Q(('ends_at', None)), name='one_open_post_for_each_account_role_organisation_and_team'),
        ),
        migrations.AddConstraint(
            model_name='site',
            constraint=models.CheckConstraint(condition=models.Q(('opened_on', None), ('closed_on', None), ('closed_on__gte', models.F('opened_on')), _connector='OR'), name='a_site_closes_after_it_opens'),
        ),
        migrations.AddConstraint(
            model_name='team',
            constraint=models.CheckConstraint(condition=models.Q(('opened_on', None), ('closed_on', None), ('closed_on__gte', models.F('opened_on')), _connector='OR'), name='a_team_closes_after_it_opens'),
        ),
        migrations.AddConstraint(
            model_name='served',
            constraint=models.UniqueConstraint(fields=('team', 'practice'), name='a_team_serves_a_practice_once'),
        ),
    ]
